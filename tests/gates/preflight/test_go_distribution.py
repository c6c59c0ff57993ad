"""A Go module is held to the path by which users get it, where anybody gets it."""

from pathlib import Path

import msgspec
import pytest

from gates.preflight.go_distribution import is_promised, never_fetched
from profiles.release import DISCOVERED, Release, Tag
from profiles.schema.preflight import VersionFile
from profiles.schema.profile import Profile
from tests.repository import checkout, git

MODULE = "example.com/o/core"
ROW = VersionFile("go", "go.mod", "go-module")
NESTED = VersionFile("nested", "tools/go.mod", "go-module")


@pytest.mark.parametrize(
    ("module", "tag", "page", "left_out"),
    [
        (MODULE, "v2.3.0", "Download the program.", True),
        (MODULE, "v1.9.0", "Download the program.", False),  # the step to 2 takes something away
        (MODULE, "none", "Download the program.", False),
        (f"{MODULE}/v2", "v2.3.0", "Download the program.", False),
        (MODULE, "v2.3.0", f"go install {MODULE}@latest", False),
        (MODULE, "v2.3.0", f"go get -u {MODULE}/tunes", False),
        (MODULE, "v2.3.0", f'import "{MODULE}/tunes"', False),
        (MODULE, "v2.3.0", f"https://pkg.go.dev/{MODULE}", False),
    ],
)
def test_only_a_module_that_nobody_got_and_nobody_is_told_to_get_is_left_out(
    module: str, tag: str, page: str, left_out: bool, tmp_path: Path
) -> None:
    """The base shows whether it could be fetched, the pages whether users try."""
    project = checkout(tmp_path / "project", {"go.mod": f"module {module}\n\ngo 1.24\n", "README.md": page})
    if tag != "none":
        git(project.path, "tag", tag)
    assert never_fetched(project, ROW, Tag(tag), tag) is left_out


@pytest.mark.parametrize(("tags", "left_out"), [((), True), (("tools/v1.0.0",), False)])
def test_a_module_in_a_folder_needs_its_tag_where_the_base_had_one(tags: tuple[str, ...], left_out: bool, tmp_path: Path) -> None:
    """Without a tag of its folder nobody could fetch the base."""
    text = f"module {MODULE}/tools\n\ngo 1.24\n"
    project = checkout(tmp_path / "project", {"tools/go.mod": text, "README.md": "Download the program."})
    for tag in ("v1.0.0", *tags):
        git(project.path, "tag", tag)
    assert never_fetched(project, NESTED, Tag("v1.0.0"), "v1.0.0") is left_out


@pytest.mark.parametrize(
    ("channels", "name", "promised"),
    [
        ({"golang": {"package": "example.com/o/demo"}}, "release-profile.toml", True),
        ({"golang": {"package": "example.com/o/demo"}}, DISCOVERED, False),
        ({}, "release-profile.toml", False),
    ],
)
def test_a_channel_that_somebody_wrote_down_is_a_promise(channels: dict[str, dict[str, str]], name: str, promised: bool) -> None:
    """What discovery alone says of channels promises nothing."""
    told = msgspec.convert({"project": {"name": "demo"}, "channels": channels}, Profile)
    release = Release(Tag("v2.1.0"), Tag("v2.0.0"), "dry-run", True, "a@b", Path(), "demo", told, name, "c" * 40, Path())
    assert is_promised(release) is promised
