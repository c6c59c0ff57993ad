"""Assertions of the contract speak here too."""

import pytest

pytest.register_assert_rewrite("delivery.contract")
