"""By hand: `python -m plugins.blockers` takes what the runbook's two scripts took and files in the same form."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from plugins.blockers.manual_report import word_of
from plugins.blockers.tracker_filing import open_tasks
from plugins.blockers.trackers.ergo import Ergo
from plugins.plan import plan
from tests.fakes.ergo import install
from tests.servers.github import GitHub, github
from tests.servers.github_world import World
from tests.tools import needs

ROOT = Path(__file__).parents[3]
PREFIX = "[release-blocker][v0.1.1][gate:performance][regression]"
WORDS = (
    "--release-target", "v0.1.1", "--check", "Performance regression guard", "--title", "get(seq) is slower",
    "--summary", "18% slower than v0.1.0 on the same host.", "--agent", "codex@host",
)  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a checkout with an ergo store and a profile that names ergo."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "release-profile.toml").write_text('[project]\nname = "toy"\n[tracker]\nname = "ergo"\n')
    install(tmp_path / "bin", "6.0.0")
    for argv in (("git", "init", "-q"), (str(tmp_path / "bin/ergo"), "init")):
        subprocess.run(argv, cwd=folder, check=True, stdin=subprocess.DEVNULL, capture_output=True)
    return folder


def command(project: Path, *words: str, **env: str) -> "subprocess.CompletedProcess[str]":
    """Run the command as a person would, with the stand-in ergo first on PATH."""
    argv = [sys.executable, "-m", "plugins.blockers", "--project", str(project), *words]
    path = os.pathsep.join([str(project.parent / "bin"), os.environ["PATH"]])
    return subprocess.run(argv, cwd=ROOT, text=True, capture_output=True, env={**os.environ, "PATH": path, **env}, check=False)


def texts(project: Path) -> dict[str, str]:
    """Return the text of every open task by its title."""
    tracker = Ergo(project, str(project.parent / "bin/ergo"))
    return {item.title: tracker.body(item.id) for item in open_tasks(tracker, "v0.1.1")}


def test_a_blocker_is_filed_in_the_same_form(project: Path) -> None:
    """The runbook's own words make a task with the suite's prefix and five sections, unclaimed, that holds the release."""
    done = command(project, *WORDS, "--failing-command", "cargo bench")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[2] == "note: agent hint provided (codex@host); the task is unclaimed"
    ((title, text),) = texts(project).items()
    assert title == f"{PREFIX} get(seq) is slower"
    assert [line for line in text.splitlines() if line.startswith("## ")] == [
        "## Goal", "## Background / Rationale", "## Acceptance Criteria", "## Automated Validation Gates", "## Consult Me",
    ]  # fmt: skip
    for said in ("18% slower than v0.1.0", "- Failing command: `cargo bench`", "-k performance", "- Found by: codex@host"):
        assert said in text


def test_filing_twice_files_once(project: Path) -> None:
    """The same finding is one task, however often it is filed."""
    command(project, *WORDS)
    before = texts(project)
    done = command(project, *WORDS)
    assert done.stdout.startswith("updated task: ")
    assert texts(project) == before


def test_another_finding_of_the_same_gate_joins_its_task(project: Path) -> None:
    """A second finding under the same prefix is added below the first."""
    command(project, *WORDS)
    command(project, *WORDS, "--title", "append is slower", "--summary", "7% slower.")
    ((title, text),) = texts(project).items()
    assert title == f"{PREFIX} get(seq) is slower"
    assert text.index("18% slower") < text.index(f"### Filed manually: {PREFIX} append is slower") < text.index("7% slower.")
    assert text.count("\n## ") == 4


def test_a_dry_run_files_nothing(project: Path) -> None:
    """With --dry-run the title and the text are printed and the store stays as it is."""
    store = (project / ".ergo/backlog.jsonl").read_bytes()
    done = command(project, *WORDS, "--dry-run")
    assert done.stdout.splitlines()[0] == (
        f"dry-run: would create a task in 'Release blockers: v0.1.1': {PREFIX} get(seq) is slower"
    )
    assert (project / ".ergo/backlog.jsonl").read_bytes() == store


def test_a_version_means_its_tag(project: Path) -> None:
    """The scripts took a tag or a version; both are the same release."""
    command(project, *WORDS, "--release-target", "0.1.1")
    assert list(texts(project)) == [f"{PREFIX} get(seq) is slower"]


def test_a_log_snippet_goes_into_the_task(project: Path, tmp_path: Path) -> None:
    """The first twelve lines of the file are in the text, without secrets."""
    log = tmp_path / "log.txt"
    log.write_text(f"token ghp_{'0123456789' * 3}\n" + "".join(f"line {number}\n" for number in range(20)))
    command(project, *WORDS, "--log-snippet-file", str(log))
    (text,) = texts(project).values()
    assert "    token [redacted]\n    line 0\n" in text
    assert "    line 10\n" in text
    assert "line 11" not in text


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (("--release-target", "v01.1"), 4, "expected a tag of the form vX.Y.Z"),
        (("--log-snippet-file", "nowhere.txt"), 4, "nowhere.txt: No such file or directory"),
        (("--run-id", "abc"), 4, "got --run-id abc, expected the run's number"),
        (("--profile", "nothing"), 4, "no readable file"),
        (("--kind", "bad"), 2, "invalid choice"),
    ],
)
def test_bad_input_is_one_sentence(project: Path, words: tuple[str, ...], status: int, says: str) -> None:
    """Bad input is refused, and nothing is filed."""
    done = command(project, *WORDS, *words)
    assert (done.returncode, says in done.stderr) == (status, True)
    assert texts(project) == {}


def test_a_tracker_that_cannot_be_had_is_said(project: Path) -> None:
    """Without ergo the command fails and names what to install."""
    bare = project.parent / "bare"
    bare.mkdir()
    (bare / "git").symlink_to(str(shutil.which("git")))
    done = command(project, *WORDS, PATH=str(bare))
    assert done.returncode == 101
    assert done.stderr.startswith("error: got no ergo on PATH, expected ergo to be installed; install ergo")


@pytest.fixture
def hub(project: Path, tmp_path: Path) -> Iterator[GitHub]:
    """Serve a failed run with two jobs, one of them failed."""
    jobs = [_job(1, "build-linux", "success"), _job(2, "build-macos", "failure")]
    world = World("acme/widget", lists={"actions/runs/77/jobs": ("jobs", jobs)})
    world.documents = {
        "": {},
        "actions/runs/77": _run(),
        "actions/workflows/5": {"id": 5, "name": "release", "path": "p", "state": "active"},
    }
    world.blobs = {"actions/jobs/2/logs": b"one\nthe linker failed\n"}
    with github(world, tmp_path) as hub:
        profile = project / "release-profile.toml"
        profile.write_text(profile.read_text() + f'[forge]\nhost = "{hub.host}"\nrepository = "acme/widget"\n')
        yield hub


@needs("gh")
def test_a_failed_run_brings_its_facts(project: Path, hub: GitHub) -> None:
    """With a run id the task carries url, failed jobs and the end of their logs, read through the real gh."""
    done = command(project, *WORDS, "--run-id", "77", **hub.env)
    assert done.stderr == ""
    (text,) = texts(project).values()
    for said in ("- GitHub run: 77", "- Run url: https://example.org/runs/77", "- Failed jobs: build-macos", "the linker failed"):
        assert said in text


@needs("gh")
def test_a_run_that_cannot_be_read_is_filed_all_the_same(project: Path, hub: GitHub) -> None:
    """A forge that has no such run keeps nobody from filing; the task says what was missing."""
    done = command(project, *WORDS, "--run-id", "78", "--run-url", "https://example.org/runs/78", **hub.env)
    assert done.returncode == 0
    (text,) = texts(project).values()
    assert "- Run url: https://example.org/runs/78" in text
    assert "(the run could not be read: got no run 78" in text


def _job(number: int, name: str, conclusion: str) -> dict[str, object]:
    return {"id": number, "name": name, "status": "completed", "conclusion": conclusion, "html_url": "u", "steps": []}


def _run() -> dict[str, object]:
    own = {"full_name": "acme/widget"}
    told = {"id": 77, "workflow_id": 5, "event": "push", "status": "completed", "conclusion": "failure", "head_sha": "c" * 40}
    more = {
        "head_branch": "v0.1.1",
        "html_url": "https://example.org/runs/77",
        "run_attempt": 1,
        "created_at": "2026-03-01T00:00:00Z",
    }
    return {**told, **more, "repository": own, "head_repository": own}


@pytest.mark.parametrize(
    ("check", "word"),
    [
        ("Dependency & vulnerability monitoring", "dependencies"),
        ("Memory safety & unsafe boundaries", "memory_safety"),
        ("Concurrency correctness & crash consistency", "concurrency"),
        ("Performance regression guard", "performance"),
        ("API/CLI stability & compatibility", "compatibility"),
        ("Documentation alignment (docs match reality)", "documentation"),
        ("Binding parity & packaging health", "packaging"),
        ("Server / web UI security review", "server"),
        ("Licensing & notices", "licensing"),
        ("5", "performance"),
        ("crates.io", "crates"),
        ("server", "server"),
        ("Something [else]", "something_else"),
    ],
)
def test_a_check_is_known_by_word_title_or_number(check: str, word: str) -> None:
    """The runbook's titles mean the suite's gates; what is no gate keeps its own name, without brackets."""
    assert word_of(check, plan.read(ROOT)) == word


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ("CI Tooling Compatibility Contract", "tooling"),
        ("Delivery verification", "delivery"),
        ("Go", "golang"),
        ("Build Provenance", "provenance"),
        ("GitHub Release", "github"),
        ("crates.io", "crates"),
        ("Homebrew", "homebrew"),
    ],
)
def test_the_runbooks_own_names_are_known(said: str, word: str) -> None:
    """A name that the runbook's scripts took is the word of a gate, a channel or a stage."""
    assert word_of(said, plan.read(ROOT)) == word
