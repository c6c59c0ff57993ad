"""cargo-semver-checks on two tiny crates: no break is silent, a lost function is named, no summary is undecided."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from core.commands import Completed
from core.errors import Undecided
from core.run_cache import Once
from facts.builds.project_builds import Builds
from facts.vcs.git import Checkout
from gates.compatibility import crate_api
from profiles.schema.builds import BuildsTable
from profiles.schema.compatibility import Crate
from tests.repository import checkout, commit, git
from tests.tools import needs

CARGO = '[package]\nname = "tiny"\nversion = "1.0.0"\nedition = "2021"\n[workspace]\n'


@pytest.fixture
def builds(tmp_path: Path) -> Builds:
    """Clone a crate that is the same on both sides."""
    return built(tmp_path, {"Cargo.toml": CARGO, "src/lib.rs": "pub fn kept() {}\n"})


def built(tmp_path: Path, files: dict[str, str]) -> Builds:
    """Clone a crate of these files."""
    project = checkout(tmp_path / "project", files)
    git(project.path, "tag", "v1.0.0")
    work = tmp_path / "work"
    return Builds(project.path, project.head, "v1.0.0", BuildsTable(), work, Once(work / "once"))


@needs("cargo", "cargo-semver-checks")
def test_the_same_crate_breaks_nothing(builds: Builds) -> None:
    """The number of lints is what the minimum is held against."""
    done = crate_api.checked(builds, Crate("tiny"))
    assert crate_api.breaks(done) == []
    assert len(crate_api.lints(done)) > 50


@needs("cargo", "cargo-semver-checks")
def test_a_build_script_is_asked_as_by_everybody_else(tmp_path: Path) -> None:
    """Only rustdoc may use what is not stable: what linters built of other people's code is not built again."""
    script = 'fn main() { assert!(std::env::var("RUSTC_BOOTSTRAP").is_err()); }\n'
    files = {"Cargo.toml": CARGO, "src/lib.rs": "pub fn kept() {}\n", "build.rs": script}
    builds = built(tmp_path, files)
    done = crate_api.checked(builds, Crate("tiny", settings=("profile.dev.debug=false",)))
    assert crate_api.breaks(done) == []
    assert (builds.target / "debug" / "build").is_dir()


@needs("cargo", "cargo-semver-checks")
def test_two_crates_at_once_are_each_compared_with_themselves(tmp_path: Path) -> None:
    """Workers that meet in cargo's folder neither lose nor swap a description."""
    names = ("left", "right")
    files = {f"{name}/Cargo.toml": CARGO.replace("tiny", name) for name in names}
    builds = built(tmp_path, {**files, **{f"{name}/src/lib.rs": f"pub fn {name}() {{}}\n" for name in names}})
    commit(builds.project, {"right/src/lib.rs": "pub fn other() {}\n"})
    builds = replace(builds, commit=Checkout(builds.project).head)
    crates = [Crate(name, f"{name}/Cargo.toml") for name in names]
    with ThreadPoolExecutor(2) as pool:
        left, right = pool.map(lambda crate: crate_api.checked(builds, crate), crates)
    assert crate_api.breaks(left) == []
    assert [found.name for found in crate_api.breaks(right)] == ["right"]


@needs("cargo", "cargo-semver-checks")
def test_a_lost_function_is_named(builds: Builds) -> None:
    """The control's own crate is really refused."""
    builds.checkout("candidate")
    (found,) = crate_api.breaks(crate_api.checked_twin(builds))
    assert found.name == "gone"
    assert "function_missing" in found.what


def test_an_answer_without_a_summary_is_undecided() -> None:
    """A tool that does not know this compiler says no number of checks."""
    done = Completed(("cargo", "semver-checks"), 1, b"", b"error: unsupported rustdoc format v99\n", 0.1)
    with pytest.raises(Undecided, match="unsupported rustdoc format v99"):
        crate_api.breaks(done)


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (0, b""),
        (0, b"\xff\xfe"),
        (0, b"     Checked [   0.085s] 253 checks: 250 pass, 3 fail, 0 skip\n"),
        (1, b"     Checked [   0.085s] 253 checks: 253 pass, 0 skip\n"),
    ],
)
def test_an_answer_that_contradicts_itself_is_undecided(status: int, said: bytes) -> None:
    """Silence, bytes that are no text, failed lints that are not told, a failure without a failed lint."""
    with pytest.raises(Undecided):
        crate_api.breaks(Completed(("cargo", "semver-checks"), status, said, b"", 0.1))
