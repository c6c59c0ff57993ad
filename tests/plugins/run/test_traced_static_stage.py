"""The static stage under a tracer: what it starts, and what it writes to."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from sample.repository import write
from tests.facts.vcs.test_snapshot_tricks import Mark, external, filtered, hooks, monitor, pager, textconv
from tests.tools import needs

ROOT = Path(__file__).resolve().parents[3]
WATCHED = (
    "execve,execveat,open,openat,creat,unlink,unlinkat,rename,renameat,renameat2,mkdir,mkdirat,rmdir,link,linkat,symlink,symlinkat,"
    "truncate,chmod,fchmodat,utimensat"
)
# Their names, wherever they lie. gh is asked for its version only.
STARTED = {
    "python",
    "python3",
    "git",
    "git-remote-https",
    "shfmt",
    "zizmor",
    "actionlint",
    "shellcheck",
    "gh",
    "uname",
    "unshare",
    "ruff",
}


@pytest.fixture(scope="module")
def traced(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Mark, list[str]]:
    """Judge the sample, with programs planted in its git folder, and return the system calls."""
    folder = tmp_path_factory.mktemp("traced")
    project, mark, logs = folder / "project", Mark(folder), folder / "calls"
    logs.mkdir()
    write(project)
    for made in ("info", "hooks"):
        (project / ".git" / made).mkdir(exist_ok=True)
    for plant in (textconv, filtered, hooks, monitor, external, pager):
        plant(project, mark)
    words = [
        "--release-target",
        "v0.1.1",
        "--base-tag",
        "v0.1.0",
        f"--project={project}",
        f"--evidence-dir={folder / 'evidence'}",
    ]
    run = [sys.executable, "-m", "pytest", *words, "-m", "pre_release and static"]
    # A file for each process: in one file a call that another process interrupts is cut in two.
    tracer = ["strace", "-ff", "--seccomp-bpf", "-y", "-s", "4096", "-o", str(logs / "of"), "-e", f"trace={WATCHED}"]
    done = subprocess.run([*tracer, *run], cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
    assert "selected checks passed" in done.stdout, done.stdout[-2000:] + done.stderr[-2000:]
    return project, mark, [call for log in sorted(logs.iterdir()) for call in log.read_text(errors="replace").splitlines()]


@needs("strace")
def test_no_program_of_the_checkout_is_started(traced: tuple[Path, Mark, list[str]]) -> None:
    """Hooks, filters, drivers, monitors and pagers of the checkout are there, and none of them runs."""
    project, mark, calls = traced
    started = [
        found.group(1) for call in calls if (found := re.search(r'execve(?:at)?\("([^"]+)"', call)) and "ENOENT" not in call
    ]
    assert len(started) > 20
    assert [path for path in started if path.startswith(f"{project}/") or path == str(mark.program)] == []
    assert {Path(path).name for path in started} - STARTED - {Path(sys.executable).name} == set()
    assert not mark.ran


@needs("strace")
def test_nothing_in_the_checkout_is_written(traced: tuple[Path, Mark, list[str]]) -> None:
    """Neither a file of the project nor one of its git folder."""
    project, _, calls = traced
    touching = [call for call in calls if f"{project}/" in call and "execve" not in call]
    assert touching != []
    assert [call for call in touching if _writes(call, project)] == []


def _writes(call: str, project: Path) -> bool:
    """Whether a call that names the project may change something there."""
    named = re.findall(r'"([^"]*)"', call)
    if "open" in call.partition("(")[0]:
        inside = any(name.startswith(f"{project}/") for name in named) or bool(named and not named[0].startswith("/"))
        return inside and "O_RDONLY" not in call and "O_PATH" not in call
    return True
