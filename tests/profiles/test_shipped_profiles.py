"""The profiles that come with the suite: complete where an omission would quietly turn something off."""

from pathlib import Path

import pytest

from profiles.schema.profile import load

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = sorted((ROOT / "profiles").glob("*.toml"))


def test_some_profile_is_shipped() -> None:
    """There is a profile to look at."""
    assert SHIPPED


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_profile_has_a_tracker(path: Path) -> None:
    """Without a tracker nothing is filed and clearance asks nobody."""
    tracker = load(path).at("tracker")
    assert tracker is not None
    assert tracker.name in {"ergo", "github"}
