"""The archive of a Go module has every source file that the tag has below the module, and no more is asked of it."""

from pathlib import Path

import pytest

from core.findings import rules_of
from facts.packages.judging import judged, subjects
from tests.cases.packages.pack import archive

MODULE = "example.com/demo"
PACKED = {"go.mod": f"module {MODULE}\n\ngo 1.21\n", "demo.go": "package demo\n", "LICENSE": "MIT"}


def found(folder: Path, tag: dict[str, str], packed: dict[str, str] | None = None, module: str = MODULE) -> list[str]:
    """Judge a module against a tag that has these files."""
    files = PACKED if packed is None else packed
    path = folder / "v1.1.0.zip"
    path.write_bytes(archive(path.name, {f"{module}@v1.1.0/{name}": text.encode() for name, text in files.items()}, {}))
    return rules_of(judged(subjects([path], "1.1.0", tree=frozenset(tag), told=lambda name: tag.get(name, ""))))


SOUND = {
    "the same": PACKED,
    "documents and data besides": {**PACKED, "docs/a.md": "a\n", "testdata/a.txt": "a\n", ".github/x.yml": "a\n"},
    "another module below": {**PACKED, "tools/go.mod": "module example.com/demo/tools\n", "tools/a.go": "package tools\n"},
    "vendored packages": {**PACKED, "vendor/example.net/a/a.go": "package a\n"},
    "a symbolic link": {**PACKED, "link.go": "demo.go"},
    "a tag without the module": {"README.md": "a\n"},
}
LACKING = {
    "a package": {**PACKED, "gen/gen.go": "package gen\n"},
    "a file of a package": {**PACKED, "demo_linux.go": "package demo\n"},
}


@pytest.mark.parametrize("tag", SOUND.values(), ids=SOUND)
def test_what_users_do_not_compile_may_be_away(tag, tmp_path):
    """Nothing is found."""
    assert found(tmp_path, tag) == []


@pytest.mark.parametrize("tag", LACKING.values(), ids=LACKING)
def test_a_source_file_that_is_away_is_found(tag, tmp_path):
    """Whoever imports its package misses it."""
    assert found(tmp_path, tag) == ["go-file-missing"]


def test_a_module_in_a_directory_is_compared_with_that_directory(tmp_path):
    """Its go.mod says which one it is."""
    tag = {
        "go.mod": "module example.com/root\n",
        "a.go": "package a\n",
        **{f"demo/{path}": text for path, text in PACKED.items()},
    }
    assert found(tmp_path, tag) == []
    assert found(tmp_path, {**tag, "demo/b/b.go": "package b\n"}) == ["go-file-missing"]
