"""What somebody wrote of a profile that discovery completed, and what discovery alone says."""

from pathlib import Path

import msgspec

from profiles.release import DISCOVERED, Release, Tag
from profiles.schema.profile import Profile


def release(spoken: Profile | None, name: str = "own.toml") -> Release:
    """Return a release whose profile was completed from `spoken`, or written whole."""
    whole = msgspec.convert({"project": {"name": "demo"}, "documentation": {"installs": ["*.md"]}}, Profile)
    return Release(
        Tag("v1.1.0"), Tag("v1.0.0"), "dry-run", True, "a@b", Path(), "demo", whole, name, "0" * 40, Path(), spoken=spoken
    )


def test_a_table_counts_as_written_where_somebody_wrote_it() -> None:
    """A whole profile is written; of a completed one only what stands in the file; of a discovered one nothing."""
    empty = msgspec.convert({"project": {"name": "demo", "discover": True}}, Profile)
    typed = msgspec.structs.replace(empty, documentation=release(None).profile.documentation)
    assert release(None).is_written("documentation")
    assert release(typed).is_written("documentation")
    assert not release(empty).is_written("documentation")
    assert not release(None, DISCOVERED).is_written("documentation")
