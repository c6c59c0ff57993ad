"""Classifiers that name a license, and those that leave open which."""

import pytest

from facts.licenses.classifiers import classified
from tests.facts.licenses.test_spdx import MIT

OSI = "License :: OSI Approved :: {0}"


@pytest.mark.parametrize(
    ("named", "texts", "license"),
    [
        (["MIT License"], [], "MIT"),
        (["MIT License", "Apache Software License"], [], "MIT OR Apache-2.0"),
        (["BSD License"], [], None),
        (["BSD License"], [MIT], None),
        (["Something Else"], [MIT], None),
        (["MIT License", "Something Else"], [], None),
        ([], [MIT], None),
    ],
)
def test_classifiers_state_a_license(named, texts, license):
    """One that is unknown, or a family without a text that settles it, states none."""
    assert classified([OSI.format(each) for each in named], texts) == license
