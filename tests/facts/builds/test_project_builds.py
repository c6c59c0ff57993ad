"""The project is cloned, built and tested once a run, in clones of our own; its checkout is only read."""

import os
import subprocess
import time
from pathlib import Path
from typing import cast

import pytest
from filelock import FileLock, Timeout

from core.errors import Unavailable, Undecided
from core.run_cache import Once
from facts.builds.build_cache import alone_in
from facts.builds.project_builds import Builds
from facts.test_runs.root_limits import ADVICE, handicap, is_root, ordinary_prefix
from facts.test_runs.suite_run import flaws
from facts.vcs.git import Checkout
from profiles.schema.builds import BuildsTable
from profiles.schema.suites import Suite, SuitePart, SuiteStep
from tests.repository import checkout, commit, git
from tests.tools import needs

TEST = "import unittest\nclass Known(unittest.TestCase):\n    def test_one(self):\n        self.assertTrue(True)\n"
STEP = SuiteStep("count", ("{python}", "-c", "open('{checkout}/built', 'a').write('x')"))
SUITE = Suite("tiny", "unittest", arguments=("discover",), after=("count",))


def builds(tmp_path: Path, base: str = "v0.1.0") -> Builds:
    """Make a project with one tag, one step and one suite."""
    project = checkout(tmp_path / "project", {"test_known.py": TEST})
    subprocess.run(["git", "tag", "v0.1.0"], cwd=project.path, check=True)
    recipe = BuildsTable((STEP,), (SUITE,))
    work = tmp_path / "work"
    return Builds(project.path, project.head, base, recipe, work, Once(work / "once"))


def test_a_step_is_done_once_whoever_asks(tmp_path: Path) -> None:
    """Two suites and three questions later the step has run once."""
    made = builds(tmp_path)
    made.tested("tiny")
    made.known_bad("tiny")
    assert (made.built("candidate", "count") / "built").read_text() == "x"


def test_the_checkout_is_only_read(tmp_path: Path) -> None:
    """Whatever a step writes lies in the clone."""
    made = builds(tmp_path)
    made.tested("tiny")
    assert Checkout(made.project).dirty() == ()


def test_both_sides_have_a_clone_of_their_own(tmp_path: Path) -> None:
    """The base is built where the candidate is not."""
    made = builds(tmp_path)
    assert made.built("base", "count") != made.built("candidate", "count")


def test_a_base_that_is_not_in_the_checkout_says_how_to_get_it(tmp_path: Path) -> None:
    """A shallow clone without tags is the environment's lack."""
    with pytest.raises(Unavailable, match=r"no tag v9\.9\.9 .*fetch --tags"):
        builds(tmp_path, "v9.9.9").checkout("base")


def test_an_unknown_step_names_those_there_are(tmp_path: Path) -> None:
    """A profile's slip is a sentence."""
    with pytest.raises(Undecided, match="no 'gone' under builds of the profile, expected one of count"):
        builds(tmp_path).built("candidate", "gone")


def test_a_part_is_repeated(tmp_path: Path) -> None:
    """The part's own run and every repetition executed something."""
    runs = builds(tmp_path).part(SuitePart("one", "tiny", ("test_known.Known/",), repeat=2))
    assert [len(run.executed) for run in runs] == [1, 1, 1]


def test_the_known_bad_run_is_refused_for_the_promised_reason(tmp_path: Path) -> None:
    """What a control rests on is really refused."""
    runs, words = builds(tmp_path).known_bad("tiny")
    assert words in "; ".join(map(str, flaws(runs)))


def test_root_drops_what_an_ordinary_user_does_not_have(tmp_path: Path) -> None:
    """With the prefix a file without read permission cannot be read; without any, the handicap says what helps."""
    secret = tmp_path / "secret"
    secret.write_text("x")
    secret.chmod(0)
    prefix = ordinary_prefix(tmp_path)
    if prefix or not is_root():
        assert subprocess.run([*prefix, "cat", secret], capture_output=True, check=False).returncode != 0
        assert handicap(prefix, needs_ordinary_user=True) == ""
    else:
        assert handicap(prefix, needs_ordinary_user=True) == ADVICE
    assert os.access(tmp_path, os.R_OK)


CARGO = '[package]\nname = "tiny"\nversion = "0.1.0"\nedition = "2021"\n'
SEEDING = SuiteStep(
    "compile", ("cargo", "build", "-q"), seeds=("target/debug/deps", "target/debug/build", "target/debug/.fingerprint")
)


@needs("cargo")
def test_a_seeded_base_is_the_bases_own_code(tmp_path: Path) -> None:
    """Two commits of one version: cargo must not take what the candidate's build left for the base's."""
    library, program = 'pub const WHO: &str = "%s";\n', 'fn main() { println!("{}", tiny::WHO) }\n'
    project = checkout(tmp_path / "project", {"Cargo.toml": CARGO, "src/lib.rs": library % "base", "src/main.rs": program})
    git(project.path, "tag", "v0.1.0")
    commit(project.path, {"src/lib.rs": library % "candidate"})
    once = Once(tmp_path / "once")
    made = Builds(project.path, project.head, "v0.1.0", BuildsTable((SEEDING,)), tmp_path / "work", once)
    made.checkout("base")  # cloned before the candidate is built, as in a run
    time.sleep(1.1)
    said = [subprocess.run([made.built(side, "compile") / "target/debug/tiny"], capture_output=True, text=True, check=True).stdout
            for side in ("candidate", "base")]  # fmt: skip
    assert said == ["candidate\n", "base\n"]


def test_two_steps_that_fill_one_folder_share_their_seeds(tmp_path: Path) -> None:
    """The base is seeded once, and what its first step built is not made old again for the second."""
    folders = ("made",)
    write = ("{python}", "-c", "import pathlib; p = pathlib.Path('{checkout}/made'); p.mkdir(exist_ok=True); (p / 'a').touch()")
    note = ("{python}", "-c", "import os, pathlib; pathlib.Path('{checkout}/seen').write_text(str(os.stat('a.txt').st_mtime_ns))")
    steps = (SuiteStep("first", write, seeds=folders), SuiteStep("second", write, base_argv=note, seeds=folders))
    project = checkout(tmp_path / "project", {"a.txt": "a"})
    git(project.path, "tag", "v0.1.0")
    once = Once(tmp_path / "once")
    made = Builds(project.path, project.head, "v0.1.0", BuildsTable(steps), tmp_path / "work", once)
    base = made.built("base", "first")
    seeded = (base / "a.txt").stat().st_mtime_ns
    assert (made.built("base", "second") / "seen").read_text() == str(seeded)
    assert (base / "made" / "a").exists()


def test_steps_that_fill_one_folder_take_turns(tmp_path: Path) -> None:
    """Nobody fills or copies a folder that somebody else fills."""
    with alone_in(tmp_path, ("made",)), pytest.raises(Timeout):
        cast("FileLock", alone_in(tmp_path, ("made",))).acquire(timeout=0)
    with alone_in(tmp_path, ()), alone_in(tmp_path, ()):
        pass  # who fills nothing waits for nobody
