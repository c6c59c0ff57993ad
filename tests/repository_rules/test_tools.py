"""A test without its tool is told, and fails where the tool can be asked for."""

import pytest

from tests.tools import required


def test_nothing_is_required_unless_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """On anybody's machine a missing tool is no failure."""
    monkeypatch.delenv("REQUIRE_ALL_TOOLS", raising=False)
    assert required(["cargo", "chromium"]) == []


def test_what_ci_can_be_asked_for_is_required(monkeypatch: pytest.MonkeyPatch) -> None:
    """With REQUIRE_ALL_TOOLS=1 all that CI installs must be there; a browser and ergo need not."""
    monkeypatch.setenv("REQUIRE_ALL_TOOLS", "1")
    asked = ["cargo", "go", "node", "npm", "gh", "git", "cargo-audit", "actionlint", "govulncheck"]
    assert required([*asked, "chromium", "ergo"]) == asked
