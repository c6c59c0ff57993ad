"""Each kind of suite, run for real on a tiny project: what passed, what failed, what was cut short."""

import sys
from pathlib import Path

import pytest

from core.errors import Undecided
from facts.test_runs import KINDS
from facts.test_runs.suite_run import SuiteRun, unmet
from profiles.schema.suites import Place, Suite
from tests.tools import needs

PYTHON = """
import os, unittest
class T(unittest.TestCase):
    def test_good(self):
        pass
    def test_other(self):
        {body}
    @unittest.skip("not here")
    def test_skipped(self):
        pass
"""
RUST = """
#[test] fn good() {{}}
#[test] fn other() {{ {body} }}
#[test] fn noisy() {{ println!("running 1 test\\ntest nested ... ok\\n\\ntest result: ok. 1 passed"); }}
#[test] #[ignore] fn skipped() {{}}
"""
CARGO = '[package]\nname = "tiny"\nversion = "0.1.0"\nedition = "2021"\n[workspace]\n'
NODE = "const test = require('node:test')\ntest('good', () => {{}})\ntest('other', () => {{ {body} }})\n"
GO = 'package tiny\n\nimport "testing"\n\nfunc TestGood(t *testing.T) {{}}\n\nfunc TestOther(t *testing.T) {{ {body} }}\n'


def place(folder: Path, **files: str) -> Place:
    """Lay files where a suite can run."""
    for name, text in files.items():
        path = folder / "checkout" / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return Place(folder / "checkout", folder / "scratch", sys.executable)


def interpreter(folder: Path) -> str:
    """Make an interpreter that is not the suite's own, with what the suite's own has."""
    path = folder / "python"
    path.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    path.chmod(0o755)
    return str(path)


def python(folder: Path, body: str, kind: str = "unittest") -> SuiteRun:
    """Run a Python suite whose second test has this body."""
    words = ("discover",) if kind == "unittest" else ("-q",)
    where = place(folder, test_tiny_dot_py=PYTHON.format(body=body))
    more = {"python": interpreter(folder), "package": "test_tiny"} if kind == "pytest" else {}
    return KINDS[kind].execute(Suite("tiny", kind, arguments=words, **more), where)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["unittest", "pytest"])
def test_python_tests_are_counted_by_name(tmp_path: Path, kind: str) -> None:
    """Passed and skipped tests are told apart, and the skipped one was not executed."""
    run = python(tmp_path, "pass", kind)
    assert sorted(case.name for case in run.executed) == ["test_good", "test_other"]
    assert unmet(run) == []


@pytest.mark.parametrize("kind", ["unittest", "pytest"])
def test_a_failing_python_test_is_named(tmp_path: Path, kind: str) -> None:
    """The sentence has the name and the reason."""
    (one,) = unmet(python(tmp_path, "self.fail('lost')", kind))
    assert "test_other failed" in one.got
    assert "lost" in one.got


@pytest.mark.parametrize("kind", ["unittest", "pytest"])
def test_a_test_that_is_expected_to_fail_proves_nothing(tmp_path: Path, kind: str) -> None:
    """It ran and did not pass: it is counted as one that was left out, never as one that passed."""
    run = python(tmp_path, "self.fail('known')\n    test_other = unittest.expectedFailure(test_other)", kind)
    assert [case.name for case in run.executed] == ["test_good"]
    assert unmet(run) == []


def test_a_failing_subtest_is_named(tmp_path: Path) -> None:
    """A subtest that fails makes the suite fail, although unittest reports no failure for the test itself."""
    (one,) = unmet(python(tmp_path, "\n        with self.subTest(n=1): self.fail('lost')"))
    assert "lost" in one.got


def test_leaving_in_the_middle_with_success_is_no_pass(tmp_path: Path) -> None:
    """`os._exit(0)` ends the interpreter before the last test: status 0, and no pass."""
    (one,) = unmet(python(tmp_path, "os._exit(0)"))
    assert "the interpreter ended with 0 after 1 tests" in one.got


def test_a_segmentation_fault_is_the_projects_failure(tmp_path: Path) -> None:
    """Death by a signal is a finding, not an accident of the host."""
    (one,) = unmet(python(tmp_path, "os.kill(os.getpid(), 11)"))
    assert "ended with 139" in one.got


def test_discovery_in_an_empty_folder_is_undecided(tmp_path: Path) -> None:
    """`unittest discover` says OK where there is no test at all."""
    (tmp_path / "checkout").mkdir()
    where = Place(tmp_path / "checkout", tmp_path / "scratch", sys.executable)
    with pytest.raises(Undecided, match="0 tests"):
        unmet(KINDS["unittest"].execute(Suite("tiny", "unittest", arguments=("discover",)), where))


def rust(folder: Path, body: str) -> SuiteRun:
    """Run a crate whose second test has this body."""
    text = RUST.format(body=body)
    return KINDS["cargo"].execute(Suite("tiny", "cargo"), place(folder, Cargo_dot_toml=CARGO, src__lib_dot_rs=text))


@needs("cargo")
def test_rust_tests_are_counted_program_by_program(tmp_path: Path) -> None:
    """What a test prints is not taken for a result, and an ignored test was not executed."""
    run = rust(tmp_path, "")
    assert sorted(case.label for case in run.executed) == ["tiny/good", "tiny/noisy", "tiny/other"]
    assert unmet(run) == []


@needs("cargo")
def test_a_failing_rust_test_is_named(tmp_path: Path) -> None:
    """One finding for the failed test, none for the others."""
    (one,) = unmet(rust(tmp_path, 'panic!("lost")'))
    assert "tiny/other failed" in one.got


@needs("cargo")
def test_an_aborted_rust_program_is_cut_short(tmp_path: Path) -> None:
    """A program that aborts has announced more tests than it logged."""
    found = unmet(rust(tmp_path, "std::process::abort()"))
    assert any("ended with 134 after" in one.got for one in found)


@needs("cargo")
def test_a_crate_that_does_not_compile_is_a_failure(tmp_path: Path) -> None:
    """The compiler's first error is the sentence."""
    (one,) = unmet(rust(tmp_path, "let x: u8 = 300;"))
    assert "cargo could not build the tests" in one.got


@needs("cargo")
def test_a_program_that_uses_a_library_has_no_documentation_tests(tmp_path: Path) -> None:
    """The library of another package says that it has some; cargo then finds none in the package of the program."""
    manifest = CARGO.replace("[workspace]\n", '[dependencies]\nhelp = { path = "help" }\n[workspace]\nexclude = ["help"]\n')
    where = place(
        tmp_path,
        Cargo_dot_toml=manifest,
        src__main_dot_rs="fn main() { help::me() }\n#[test] fn good() {}\n",
        help__Cargo_dot_toml='[package]\nname = "help"\nversion = "0.1.0"\nedition = "2021"\n',
        help__src__lib_dot_rs="/// ```\n/// help::me()\n/// ```\npub fn me() {}\n",
    )
    run = KINDS["cargo"].execute(Suite("tiny", "cargo"), where)
    assert ([case.name for case in run.executed], unmet(run)) == (["good"], [])


@needs("cargo")
def test_a_filter_that_matches_nothing_is_undecided(tmp_path: Path) -> None:
    """The known-bad run of cargo suites: it says `ok` and has run nothing."""
    where = place(tmp_path, Cargo_dot_toml=CARGO, src__lib_dot_rs=RUST.format(body=""))
    with pytest.raises(Undecided, match="0 tests"):
        unmet(KINDS["cargo"].known_bad(Suite("tiny", "cargo"), where))


@needs("node")
@pytest.mark.parametrize(("body", "named"), [("", []), ("throw new Error('lost')", ["lost"])])
def test_node_tests_are_counted_by_name(tmp_path: Path, body: str, named: list[str]) -> None:
    """Silent when all pass; the failed one is named with its reason."""
    where = place(tmp_path, tiny_dot_test_dot_js=NODE.format(body=body))
    run = KINDS["node"].execute(Suite("tiny", "node", arguments=("*.test.js",)), where)
    assert len(run.executed) == 2
    assert [word for one in unmet(run) for word in named if word in one.got] == named


@needs("node")
def test_a_pattern_without_a_file_is_undecided(tmp_path: Path) -> None:
    """Node 20 hands an unmatched pattern on, and newer ones run nothing."""
    with pytest.raises(Undecided, match=r"no file for \*\.test\.js"):
        KINDS["node"].execute(Suite("tiny", "node", arguments=("*.test.js",)), place(tmp_path, readme="none"))


@needs("go")
@pytest.mark.parametrize(("body", "count"), [("", 0), ('t.Fatal("lost")', 1), ("undefined()", 1), ("panic(1)", 1)])
def test_go_tests_are_counted_by_name(tmp_path: Path, body: str, count: int) -> None:
    """Silent when all pass; a failure, a build that fails and a panic are each one sentence."""
    where = place(tmp_path, go_dot_mod="module tiny\n\ngo 1.21\n", tiny_test_dot_go=GO.format(body=body))
    assert len(unmet(KINDS["go"].execute(Suite("tiny", "go"), where))) == count
