"""Every bad input is refused with one sentence (got, expected, advice) and exit status 4, before anything ran."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.sandbox_suite import GOOD, ROOT, Toy


def refused(toy: Toy, *words: str) -> str:
    """Run the toy with the given words alone; return the sentence."""
    result = toy.pytester.run(sys.executable, "-m", "pytest", *words)
    assert result.ret == 4, result.stdout.str() + result.stderr.str()
    lines = [line for line in result.stderr.lines if line]
    assert len(lines) == 1
    assert not toy.evidence_path.exists()
    return lines[0]


@pytest.fixture
def good(toy: Toy) -> Toy:
    """A toy suite with one good check."""
    toy.gate(GOOD)
    return toy


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "got no --release-target, expected --release-target vX.Y.Z"),
        (("--release-target", "v0.2.0"), "got no --base-tag, expected --base-tag vX.Y.Z"),
        (
            ("--release-target", "next", "--base-tag", "v0.1.0"),
            "got --release-target 'next', expected a tag of the form vX.Y.Z",
        ),
        (("--release-target", "v00.2.0", "--base-tag", "v0.1.0"), "without leading zeros"),
        (("--release-target", "v2", "--base-tag", "v0.1.0"), "expected a tag of the form vX.Y.Z"),
        (("--release-target", "v0.2.0", "--base-tag", "v0.2.0"), "expected a target that comes after the base"),
        (("--release-target", "v0.9.0", "--base-tag", "v0.10.0"), "expected a target that comes after the base"),
        (("--release-target", "v0.2.0", "--base-tag", "v0.1.0", "--mode=fast"), "got --mode=fast, expected one of dry-run, live"),
        (("--release-target", "v0.2.0", "--base-tag", "v0.1.0", "--mode=live"), "got --mode=live without --agent"),
        (("--release-target", "v0.2.0", "--base-tag", "v0.1.0", "--agent=me"), "expected model@host"),
        (("--release-target", "v0.2.0", "--base-tag", "v0.1.0", "--blockers=maybe"), "expected one of file, plan, off"),
        (("--release-target", "v0.2.0", "--base-tag", "v0.1.0", "--build-run-id=x"), "expected the run's number"),
        (("--release-target", "v0.2.0", "--base-tag", "v0.1.0", "--artifacts=nowhere"), "expected an existing directory"),
        (
            ("--release-target", "v0.1.1", "--base-tag", "v0.1.0", "--artifacts=."),
            "expected a directory with only the built files",
        ),
        (("--release-target", "v0.2.0", "--base-tag", "v0.1.0", "--perform=jump"), "expected steps of tag, push, build"),
        (
            ("--release-target", "v0.2.0", "--base-tag", "v0.1.0", "--perform=tag"),
            "expected --mode=live --agent=model@host as well",
        ),
        (("--release-target", "v0.2.0", "--base-tag", "v0.1.0", "--until=jump"), "expected one of pre_release, clearance, tag"),
        (
            ("--release-target", "v0.2.0", "--base-tag", "v0.1.0", "--until=push", "-k", "tag"),
            "got --until together with -m, -k or a path",
        ),
        (
            ("--release-target", "v0.2.0", "--base-tag", "v0.1.0"),
            "pass the checkout of the project with --project=DIR",
        ),
        (("--release-target", "v0.1.1", "--base-tag", "v0.1.0", "--mode=live", "--agent=a@b"), "--project=DIR"),
    ],
)
def test_a_bad_word_is_refused(good: Toy, words: tuple[str, ...], sentence: str) -> None:
    """Missing, malformed and contradictory options are refused with what helps."""
    assert sentence in refused(good, *words)


def test_a_project_that_is_no_checkout_is_refused(good: Toy) -> None:
    """A folder without a commit of its own is no project, even inside another checkout."""
    (good.project / "inner").mkdir()
    words = ("--release-target", "v0.2.0", "--base-tag", "v0.1.0", f"--project={good.project / 'inner'}")
    assert "not the top of a git checkout" in refused(good, *words)


@pytest.mark.parametrize(
    ("profile", "sentence"),
    [
        ('[project]\nname = "toy"\ncolour = "red"\n', "unknown field `colour`"),
        ("[project]\nname = 3\n", "Expected `str`, got `int` - at `$.project.name`"),
        ('[project]\nname = "a"\nname = "b"\n', "text that is not TOML"),
        (
            '[project]\nname = "toy"\n[does_not_apply]\nchiselling = "we do not chisel"\n',
            "a gate, a channel or a check of the plan",
        ),
        ('[project]\nname = "toy"\n[does_not_apply]\nlicensing = ""\n', "is not at least 8 characters long"),
        (
            '[project]\nname = "toy"\n[does_not_apply]\nlicensing = "          "\n',
            "is not a reason of at least eight letters",
        ),
        ('[project]\nname = "toy"\n[channels.pigeon]\npackage = "toy"\n', "pigeon"),
        ('[project]\nname = "toy"\ntag = "release"\n', "`project.tag` is not a tag with"),
        ("", "missing required field `project`"),
        ('[project]\nname = "toy"\n[ages]\nlocal = inf\n', "Expected `float` <= 8784.0"),
        ('[project]\nname = "toy"\nsignoffs = "src"\n', "`project.signoffs` is not the path of a .toml file"),
        ('[project]\nname = "toy"\nwaivers = "../waivers.toml"\n', "`project.waivers` is not the path of a .toml file"),
        ('[project]\nname = "toy"\nwaivers = "/etc/waivers.toml"\n', "`project.waivers` is not the path of a .toml file"),
    ],
)
def test_a_bad_profile_is_refused(good: Toy, profile: str, sentence: str) -> None:
    """Unknown keys, wrong types, duplicate keys, unknown gates and channels, and reasons that say nothing are refused."""
    good.profile(profile)
    assert sentence in refused(good, *good.words())


def test_git_tags_are_spelt_as_the_profile_says(toy: Toy) -> None:
    """The words stay vX.Y.Z; what git is asked for follows the profile's pattern."""
    toy.gate("""
    def test_spelt(release, examine):
        \"\"\"Both tags are spelt.\"\"\"
        assert examine([release.tag, release.base_tag]) == ["demo-0.2.0", "demo-0.1.0"]
    """)
    toy.profile('[project]\nname = "toy"\ntag = "demo-{version}"\n')
    assert toy.run().ret == 0


def test_a_project_without_a_profile_is_never_clear(good: Toy) -> None:
    """What the repository says by itself is used; the verdict says that nobody reviewed it."""
    (good.project / "release-profile.toml").unlink()
    assert good.run().ret == 0
    document = good.evidence
    assert document["release"]["profile"] == "discovered, not reviewed"
    assert document["verdict"]["state"] == "incomplete"
    assert any("discovered, not reviewed" in reason for reason in document["verdict"]["reasons"])


def test_a_path_after_an_option_with_a_space_is_refused(good: Toy) -> None:
    """A path that pytest took for a test path is refused, with the spelling that works."""
    good.pytester._monkeypatch.setenv("PYTHONPATH", str(ROOT))
    sentence = refused(good, *good.words(), str(good.project.parent.parent))
    assert "write options that take a path with =" in sentence


def test_own_tests_and_checks_do_not_mix(good: Toy) -> None:
    """Paths under tests/ together with others are refused."""
    assert "paths under tests/ together with others" in refused(good, "tests", "gates")


def test_own_tests_need_no_option(good: Toy) -> None:
    """With paths under tests/ only, the guard is inert."""
    (good.root / "tests" / "test_own.py").write_text("def test_own():\n    assert 1 == 1\n")
    assert good.pytester.run(sys.executable, "-m", "pytest", "tests").ret == 0


@pytest.mark.parametrize("word", ["--help", "--version", "--markers"])
def test_help_works_as_ever(good: Toy, word: str) -> None:
    """Help, version and markers are pytest's own."""
    assert good.pytester.run(sys.executable, "-m", "pytest", word).ret == 0


def test_nothing_selected_is_five(good: Toy) -> None:
    """A selection that fits no check exits with 5."""
    assert good.run("-k", "nothing_of_that_name").ret == 5


def test_a_second_run_on_the_same_evidence_is_refused(good: Toy) -> None:
    """While a run writes its evidence a second one is refused with a sentence."""
    good.gate(GOOD + '\ndef test_slow(examine):\n    """It takes its time."""\n    examine([1])\n    time.sleep(6)\n')
    command = [sys.executable, "-m", "pytest", *good.words()]
    with subprocess.Popen(command, cwd=good.root, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as first:
        assert first.stdout is not None
        first.stdout.readline()
        second = good.run()
        first.communicate(timeout=30)
    assert (second.ret, first.returncode) == (4, 0)
    assert "another run" in second.stderr.str()


def test_evidence_of_another_base_is_refused(good: Toy) -> None:
    """Evidence of another base is neither mixed nor replaced."""
    assert good.run().ret == 0
    before = good.evidence_path.read_bytes()
    words = ["--release-target", "v0.2.0", "--base-tag", "v0.0.9", f"--project={good.project}"]
    result = good.pytester.run(sys.executable, "-m", "pytest", *words)
    assert result.ret == 4
    assert "got evidence of base 'v0.1.0', expected base 'v0.0.9'" in result.stderr.str()
    assert good.evidence_path.read_bytes() == before


def test_a_foreign_file_is_moved_aside(good: Toy) -> None:
    """A file of the evidence's name that the suite did not write is kept under another name."""
    good.evidence_path.parent.mkdir(parents=True)
    good.evidence_path.write_text("my notes")
    result = good.run()
    assert result.ret == 0
    assert "was not evidence from the suite" in result.stderr.str()
    kept = [path for path in good.evidence_path.parent.iterdir() if path.is_file() and path.read_text() == "my notes"]
    assert len(kept) == 1


def test_fresh_sets_the_old_evidence_aside(good: Toy) -> None:
    """--fresh renames the old file with its time."""
    assert good.run().ret == 0
    old = good.evidence["seal"]
    assert good.run("--fresh").ret == 0
    assert len(good.evidence["runs"]) == 1
    assert any(old in path.read_text() for path in Path(good.evidence_path.parent).glob("evidence-v0.2.0*.json"))
