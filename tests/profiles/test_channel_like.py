"""A channel takes keys from another one's table; what cannot be taken is refused by its name."""

from pathlib import Path

import pytest

from core.errors import Refused
from profiles.schema.profile import Profile, load

HEAD = '[project]\nname = "demo"\n[channels.github]\npackage = "o/demo"\nlicenses = ["LICENSE", "NOTICE"]\n[channels.crates]\npackage = "demo"\n'


def read(tmp_path: Path, *lines: str) -> Profile:
    """Load a profile of two channels, the second with these lines too."""
    path = tmp_path / "own.toml"
    path.write_text(HEAD + "\n".join(lines), "utf-8")
    return load(path)


def test_a_key_is_taken_from_another_channel(tmp_path: Path) -> None:
    """The same licenses, written once; what is not named stays its default."""
    found = read(tmp_path, 'like = { github = ["licenses"] }').channels["crates"]
    assert (found.licenses, found.package, found.like) == (("LICENSE", "NOTICE"), "demo", {})


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (['like = { npm = ["licenses"] }'], "crates.like takes 'licenses' from 'npm'"),
        (['like = { github = ["operations"] }'], "crates.like takes 'operations' from 'github'"),
        (['like = { github = ["licenses"] }', 'licenses = ["LICENSE"]'], "the channel has its own"),
    ],
)
def test_what_cannot_be_taken_is_refused(tmp_path: Path, lines: list[str], said: str) -> None:
    """A channel or a key that is not there, and one that both have."""
    with pytest.raises(Refused, match=said):
        read(tmp_path, *lines)
