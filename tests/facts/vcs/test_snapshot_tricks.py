"""What a checkout brings to run code while it is read, or to hide what its commit has: each is refused or without effect."""

import os
import shutil
import stat
import subprocess
from collections.abc import Callable
from contextlib import nullcontext, suppress
from pathlib import Path

import pytest

from core.errors import Undecided
from facts.vcs import snapshot
from facts.vcs.git import Checkout
from facts.vcs.remote import Remote
from facts.vcs.signoffs import Signoffs
from facts.vcs.snapshot import Snapshot
from tests.repository import checkout, commit, git, publish
from tests.tools import needs

GUARD = "def guard(user):\n    # who may enter\n    return user.is_admin\n"
OPEN = GUARD.replace("user.is_admin", "True")
FILES = {"guard.py": GUARD, "LICENSE": "MIT\n", "README.md": "# brook\n", "docs/page.md": "text\n"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A base and a release of a small project: the release switches a guard off."""
    made = checkout(tmp_path / "project", FILES).path
    git(made, "tag", "v0.1.0")
    commit(made, {"guard.py": OPEN})
    return made


class Mark:
    """A program that leaves a mark when it is run."""

    def __init__(self, folder: Path) -> None:
        """Write it."""
        self.mark, self.program = folder / "it-ran", folder / "program"
        self.program.write_text(f"#!/bin/sh\necho ran >> {self.mark}\ncat\n")
        self.program.chmod(0o755)

    @property
    def ran(self) -> bool:
        """Whether it was run."""
        return self.mark.exists()


@pytest.fixture
def mark(tmp_path: Path) -> Mark:
    """A program of the checkout."""
    return Mark(tmp_path)


def taken(project: Path) -> tuple[Snapshot, Checkout]:
    """Read a project as a run does."""
    place = project.parent / "snapshot"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    return snapshot.take(project, place, ["refs/tags/v0.1.0"]), Checkout(place)


def everything(project: Path) -> tuple[Snapshot, Checkout]:
    """Ask everything that checks and the launcher ask."""
    found, read = taken(project)
    snapshot.look(project)
    snapshot.ask(project, "check-ignore", "-q", "--", "x", expect=None)
    read.git("diff", "--function-context", "v0.1.0", "--")
    _ = (read.dirty(), read.tracked, read.head, read.branch, read.changed("v0.1.0", "HEAD"), read.show("v0.1.0", "guard.py"))
    return found, read


def change(read: Checkout) -> str:
    """Return the difference to the base, as gates ask for it."""
    return read.git("diff", "--no-color", "--no-ext-diff", "--no-renames", "v0.1.0", "--", "guard.py").text


def filtered(project: Path, mark: Mark) -> None:
    """A clean filter of .git/config, and attributes that nobody commits."""
    git(project, "config", "filter.x.clean", str(mark.program))
    git(project, "config", "filter.x.smudge", str(mark.program))
    git(project, "config", "filter.x.process", str(mark.program))
    (project / ".git" / "info" / "attributes").write_text("* filter=x\n")
    os.utime(project / "LICENSE")


def hooks(project: Path, mark: Mark) -> None:
    """Hooks that git runs when it writes the index or checks something out."""
    for name in ("post-index-change", "post-checkout", "reference-transaction", "pre-auto-gc", "post-rewrite"):
        shutil.copy(mark.program, project / ".git" / "hooks" / name)


def textconv(project: Path, mark: Mark) -> None:
    """A program that a difference is shown through."""
    git(project, "config", "diff.x.textconv", str(mark.program))
    git(project, "config", "diff.x.command", str(mark.program))
    commit(project, {".gitattributes": "*.py diff=x\n"})


def monitor(project: Path, mark: Mark) -> None:
    """A file system monitor."""
    git(project, "config", "core.fsmonitor", str(mark.program))


def hooks_path(project: Path, mark: Mark) -> None:
    """A committed folder of hooks."""
    hooks_of = project / "hooks"
    hooks_of.mkdir()
    shutil.copy(mark.program, hooks_of / "post-index-change")
    git(project, "config", "core.hooksPath", str(hooks_of))


def external(project: Path, mark: Mark) -> None:
    """A program that shows every difference."""
    git(project, "config", "diff.external", str(mark.program))


def included(project: Path, mark: Mark) -> None:
    """Settings that lie in a file of the checkout."""
    commit(project, {"more.config": f"[core]\n\tfsmonitor = {mark.program}\n[diff]\n\texternal = {mark.program}\n"})
    git(project, "config", "include.path", "../more.config")
    git(project, "config", f"includeIf.gitdir:{project}/.path", "../more.config")


def pager(project: Path, mark: Mark) -> None:
    """A pager, an editor, an alias of a command."""
    for key in ("core.pager", "core.editor", "alias.diff", "alias.ls-tree", "core.sshCommand", "core.gitProxy", "core.askPass"):
        git(project, "config", key, ("!" if key.startswith("alias") else "") + str(mark.program))


def lazy(project: Path, mark: Mark) -> None:
    """A partial clone that fetches what is missing over a transport that is a program."""
    for key, value in {
        "extensions.partialClone": "origin", "remote.origin.promisor": "true", "protocol.ext.allow": "always",
        "remote.origin.url": f"ext::{mark.program}", "core.repositoryformatversion": "1",
    }.items():  # fmt: skip
        git(project, "config", key, value)
    name = git(project, "rev-parse", "v0.1.0:guard.py")
    (project / ".git" / "objects" / name[:2] / name[2:]).unlink()


def submodule(project: Path, mark: Mark) -> None:
    """A submodule whose own settings name programs."""
    inner = checkout(project.parent / "inner", {"a.txt": "a\n"}).path
    git(project, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner), "inner")
    commit(project, {})
    git(project / "inner", "config", "core.fsmonitor", str(mark.program))
    git(project / "inner", "config", "filter.x.clean", str(mark.program))
    (project / ".git" / "modules" / "inner" / "info" / "attributes").write_text("* filter=x\n")
    os.utime(project / "inner" / "a.txt")


@pytest.mark.parametrize(
    "trick",
    [filtered, hooks, textconv, monitor, hooks_path, external, included, pager, lazy, submodule],
    ids=lambda trick: trick.__name__,
)
def test_no_program_of_the_checkout_runs(project: Path, mark: Mark, trick: Callable[[Path, Mark], None]) -> None:
    """Whatever a checkout names as a program, reading it runs none, and changes no byte of its git folder."""
    trick(project, mark)
    mark.mark.unlink(missing_ok=True)
    before = state(project)
    with suppress(Undecided) if trick is lazy else nullcontext():
        everything(project)
    assert not mark.ran
    assert state(project) == before


def state(project: Path) -> dict[str, tuple[bytes, int]]:
    """Return every file with its time of change."""
    files = [path for path in project.rglob("*") if path.is_file() and not path.is_symlink()]
    return {str(path): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def test_the_environment_has_no_say(project: Path, mark: Mark, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings, programs and places of the environment that begin with GIT_ are not in force."""
    for name, value in {
        "GIT_EXTERNAL_DIFF": str(mark.program), "GIT_CONFIG_COUNT": "2", "GIT_CONFIG_KEY_0": "core.fsmonitor",
        "GIT_CONFIG_VALUE_0": str(mark.program), "GIT_CONFIG_KEY_1": "core.attributesFile", "GIT_CONFIG_VALUE_1": "/dev/null",
        "GIT_CONFIG_PARAMETERS": f"'diff.external={mark.program}'", "GIT_EXEC_PATH": "/nowhere", "GIT_DIR": "/nowhere",
        "GIT_INDEX_FILE": "/nowhere", "GIT_OBJECT_DIRECTORY": "/nowhere", "GIT_REPLACE_REF_BASE": "refs/tags/",
        "GIT_TEMPLATE_DIR": "/nowhere", "GIT_GRAFT_FILE": "/nowhere", "GIT_SHALLOW_FILE": "/nowhere", "GIT_PAGER": str(mark.program),
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    _, read = everything(project)
    assert "-    return user.is_admin" in change(read)
    assert not mark.ran


def undiffed(project: Path) -> None:
    """`-diff` in the committed attributes."""
    commit(project, {".gitattributes": "*.py -diff\n"})


def binary(project: Path) -> None:
    """A macro that makes a file binary, in a folder's own attributes."""
    commit(project, {".gitattributes": "[attr]quiet -diff -text binary\n*.py quiet\n* binary\n"})


def local(project: Path) -> None:
    """Attributes of this clone alone."""
    (project / ".git" / "info" / "attributes").write_text("* -diff\n")


def zero(project: Path) -> None:
    """A zero byte in a comment."""
    commit(project, {"guard.py": OPEN.replace("who", "w\0ho")})


def threshold(project: Path) -> None:
    """Every file is a big one."""
    git(project, "config", "core.bigFileThreshold", "1")


def replaced(project: Path) -> None:
    """The base is replaced by the release."""
    git(project, "replace", "v0.1.0^{commit}", "HEAD")


def replaced_file(project: Path) -> None:
    """The base's file is replaced by the release's."""
    git(project, "replace", "v0.1.0:guard.py", "HEAD:guard.py")


def packed_replacement(project: Path) -> None:
    """A replacement among the packed refs."""
    replaced(project)
    git(project, "pack-refs", "--all")


def algorithm(project: Path) -> None:
    """Settings that show differences another way."""
    for key, value in {
        "diff.noprefix": "true",
        "color.ui": "always",
        "diff.orderFile": "/dev/null",
        "diff.ignoreSubmodules": "all",
    }.items():
        git(project, "config", key, value)
    git(project, "config", "diff.default.xfuncname", "^$")


def encoded(project: Path) -> None:
    """An encoding that git converts from, in the committed attributes."""
    (project / ".gitattributes").write_text("*.py working-tree-encoding=UTF-16 text eol=crlf ident\n")
    git(project, "add", ".gitattributes")
    git(project, "commit", "-qm", "attributes")


@pytest.mark.parametrize(
    "trick",
    [undiffed, binary, local, zero, threshold, replaced, replaced_file, packed_replacement, algorithm, encoded],
    ids=lambda trick: trick.__name__,
)
def test_no_change_is_hidden(project: Path, trick: Callable[[Path], None]) -> None:
    """The guard's lines are in the difference to the base, whatever somebody says of the file."""
    trick(project)
    _, read = taken(project)
    assert {"-    return user.is_admin", "+    return True"} <= set(change(read).splitlines())
    assert "guard.py" in read.changed("v0.1.0", "HEAD")


def skipped(project: Path) -> None:
    """A good file over the commit's bad one, which git is asked to skip."""
    git(project, "update-index", "--skip-worktree", "guard.py")
    (project / "guard.py").write_text(GUARD)


def assumed(project: Path) -> None:
    """The same with assume-unchanged."""
    git(project, "update-index", "--assume-unchanged", "guard.py")
    (project / "guard.py").write_text(GUARD)


def sparse(project: Path) -> None:
    """A checkout that leaves files out."""
    git(project, "sparse-checkout", "set", "docs")
    git(project, "sparse-checkout", "set", "--no-cone", "docs")
    (project / "guard.py").unlink(missing_ok=True)


def cleaned(project: Path) -> None:
    """A filter that says what the commit has, whatever lies there."""
    git(project, "config", "filter.x.clean", "git cat-file blob HEAD:guard.py")
    (project / ".git" / "info" / "attributes").write_text("guard.py filter=x\n")
    (project / "guard.py").write_text(GUARD)


def piped(project: Path) -> None:
    """A pipe where a file was."""
    (project / "guard.py").unlink()
    os.mkfifo(project / "guard.py")


def behind_a_link(project: Path) -> None:
    """A folder that is a link to a place outside, with a pipe in it."""
    shutil.rmtree(project / "docs")
    (project.parent / "outside").mkdir()
    os.mkfifo(project.parent / "outside" / "page.md")
    (project / "docs").symlink_to(project.parent / "outside")


@pytest.mark.parametrize("trick", [skipped, assumed, sparse, cleaned, piped], ids=lambda trick: trick.__name__)
def test_what_git_does_not_show_is_named(project: Path, trick: Callable[[Path], None]) -> None:
    """A folder that is not its commit is dirty by name, and where git is made to say nothing the run cannot be clear."""
    trick(project)
    found, read = taken(project)
    assert "guard.py" in {one.path for one in found.hidden}
    assert "guard.py" in read.dirty()


def test_a_link_in_place_of_a_folder_is_not_followed(project: Path) -> None:
    """Nothing behind it is read; its files are missing from the folder."""
    behind_a_link(project)
    found, read = taken(project)
    assert {"docs/page.md"} <= set(read.dirty())
    assert found.unread == {}
    with pytest.raises(Undecided, match=r"docs/page\.md"):
        read.text("docs/page.md")


def test_a_staged_change_that_was_put_back_is_dirty(project: Path) -> None:
    """What was staged and then removed from the folder is not the commit's state in the index alone."""
    (project / "LICENSE").write_text("other\n")
    git(project, "add", "LICENSE")
    _, read = taken(project)
    assert read.dirty() == ("LICENSE",)


@pytest.mark.parametrize("name", ["guard.py", "tree", "commit"])
def test_an_object_under_another_name_is_refused(project: Path, name: str) -> None:
    """Git believes the name of a loose object; a snapshot does not."""
    ask = {"guard.py": "v0.1.0:guard.py", "tree": "v0.1.0^{tree}", "commit": "v0.1.0^{commit}"}[name]
    old, new = git(project, "rev-parse", ask), git(project, "rev-parse", ask.replace("v0.1.0", "HEAD"))
    objects = project / ".git" / "objects"
    place = objects / old[:2] / old[2:]
    place.chmod(stat.S_IRUSR | stat.S_IWUSR)
    shutil.copy(objects / new[:2] / new[2:], place)
    with pytest.raises(Undecided, match="content is not what their name says|exit status|missing from"):
        taken(project)


def test_grafts_and_a_graph_of_commits_are_not_believed(project: Path) -> None:
    """Who follows whom is read from the commits."""
    head = git(project, "rev-parse", "HEAD")
    git(project, "commit-graph", "write", "--reachable")
    (project / ".git" / "info" / "grafts").write_text(f"{head}\n")
    (project / ".git" / "objects" / "info" / "commit-graph").chmod(0o644)
    (project / ".git" / "objects" / "info" / "commit-graph").write_bytes(b"CGPH" + b"\0" * 100)
    _, read = taken(project)
    assert read.is_ancestor("v0.1.0", "HEAD")


def test_line_ends_and_large_files_of_lfs_are_understood(project: Path) -> None:
    """A folder with the line ends of Windows, or with the file that a pointer names, is the commit's."""
    content = b"large\n" * 1000
    import hashlib

    pointer = (
        f"version https://git-lfs.github.com/spec/v1\noid sha256:{hashlib.sha256(content).hexdigest()}\nsize {len(content)}\n"
    )
    commit(project, {"big.bin": pointer})
    (project / "big.bin").write_bytes(content)
    (project / "guard.py").write_bytes(OPEN.replace("\n", "\r\n").encode())
    found, read = taken(project)
    assert (found.differences, read.dirty()) == ((), ())
    assert (read.path / "guard.py").read_bytes() == OPEN.encode()
    (project / "big.bin").write_bytes(content + b"x")
    assert taken(project)[1].dirty() == ("big.bin",)


@pytest.mark.parametrize("target", ["/etc/passwd", "../../../../../../../etc/passwd", ".git/config"])
def test_a_link_that_leads_out_is_not_in_the_snapshot(project: Path, target: str) -> None:
    """Committed links to elsewhere are no difference, and nobody reads through them."""
    (project / "link").symlink_to(target)
    commit(project, {})
    found, read = taken(project)
    assert found.differences == ()
    assert not (read.path / "link").is_symlink()
    with pytest.raises(Undecided, match="link"):
        read.text("link")


def test_links_inside_stay(project: Path) -> None:
    """A link to a file of the project is read as that file; a loop is a sentence."""
    (project / "link.md").symlink_to("README.md")
    (project / "loop").symlink_to("loop")
    commit(project, {})
    _, read = taken(project)
    assert read.text("link.md") == "# brook\n"
    with pytest.raises(Undecided, match="loop"):
        read.text("loop")


def test_names_that_are_no_text_and_names_of_git(project: Path) -> None:
    """A file name may be any bytes; one that belongs to git is never written."""
    with (project / os.fsdecode(b"\xff\xfe.txt")).open("wb") as file:
        file.write(b"x\n")
    commit(project, {})
    _, read = taken(project)
    assert [name for name in read.tracked if "\udcff" in name] != []
    assert read.dirty() == ()
    blob = git(project, "rev-parse", "HEAD:LICENSE")
    bad = subprocess.run(
        ["git", "mktree"], input=f"100644 blob {blob}\tconfig\n", cwd=project, text=True, capture_output=True, check=True
    )
    tree = f"{git(project, 'ls-tree', 'HEAD')}\n040000 tree {bad.stdout.strip()}\t.gIt\n"
    made = subprocess.run(["git", "mktree"], input=tree, cwd=project, text=True, capture_output=True, check=True).stdout.strip()
    git(project, "update-ref", "HEAD", git(project, "commit-tree", made, "-p", "HEAD", "-m", "bad"))
    found, read = taken(project)
    assert ".gIt/config" in {one.path for one in found.hidden}
    assert "MIT" not in (read.path / ".git" / "config").read_text()


def test_a_large_file_is_named(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is too large is not copied, and whoever reads it says so."""
    monkeypatch.setattr("facts.vcs.working_folder.LARGEST", 1000)
    commit(project, {"large.txt": "x" * 2000})
    found, read = taken(project)
    assert found.differences == ()
    with pytest.raises(Undecided, match="2000 bytes, more than the 1000 that are read"):
        read.text("large.txt")


def test_a_pipe_says_so_where_it_is_read(project: Path) -> None:
    """The sentence names what lies there."""
    piped(project)
    with pytest.raises(Undecided, match=r"guard\.py: a pipe, not a regular file"):
        taken(project)[1].text("guard.py")


def test_reviews_are_those_of_the_commit(project: Path) -> None:
    """A file of reviews that nobody committed does not count; a committed link is refused."""
    (project / ".git" / "info" / "exclude").write_text("release-signoffs.toml\n")
    (project / "release-signoffs.toml").symlink_to("/etc/hostname")
    assert Signoffs.read(taken(project)[1].path, "release-signoffs.toml").entries == ()
    git(project, "add", "-f", "release-signoffs.toml")
    git(project, "commit", "-qm", "link")
    with pytest.raises(Undecided, match="not a regular file"):
        Signoffs.read(taken(project)[1].path, "release-signoffs.toml")


def test_a_remote_is_asked_over_known_transports_only(project: Path, mark: Mark) -> None:
    """A transport that is a program is not run; a login in an address is not written down."""
    publish(project)
    bare = git(project, "config", "remote.origin.url")
    git(project, "config", "remote.origin.uploadpack", str(mark.program))
    git(project, "config", "remote.run.url", f"ext::{mark.program}")
    git(project, "config", "protocol.ext.allow", "always")
    git(project, "config", "remote.login.url", "https://me:hunter2secret@localhost:1/x.git")
    _, read = taken(project)
    assert Remote(read, "origin").tags["v0.1.0"] == read.peel("v0.1.0")
    assert bare in (read.path / ".git" / "config").read_text()
    with pytest.raises(Exception, match="transport 'ext' not allowed"):
        Remote(read, "run").refs  # noqa: B018
    assert not mark.ran
    assert "hunter2secret" not in (read.path / ".git" / "config").read_text()


def test_a_linked_worktree_is_read_as_its_own(project: Path) -> None:
    """Its HEAD and index are its own, its refs and objects those of the repository."""
    git(project, "worktree", "add", "-q", "--detach", str(project.parent / "linked"), "v0.1.0")
    found = snapshot.look(project.parent / "linked")
    assert (found.commit, found.dirty()) == (git(project, "rev-parse", "v0.1.0"), ())


@needs("strace")
def test_a_tracer_sees_nothing_of_the_checkout_run_or_written(project: Path, mark: Mark, tmp_path: Path) -> None:
    """The system calls of a reading: no program below the checkout is started, and no file in it opened for writing."""
    for trick in (filtered, hooks, textconv, monitor, external, pager):
        trick(project, mark)
    logs, place = tmp_path / "trace", tmp_path / "traced"
    logs.mkdir()
    place.mkdir()
    code = (
        "import sys; from pathlib import Path; from facts.vcs import snapshot\n"
        "snapshot.take(Path(sys.argv[1]), Path(sys.argv[2]), ['refs/tags/v0.1.0']); snapshot.look(Path(sys.argv[1]))"
    )
    watched = "execve,execveat,open,openat,creat,unlink,unlinkat,rename,renameat,renameat2,mkdir,mkdirat,link,linkat,symlink,symlinkat,truncate,chmod,fchmodat"
    root = Path(__file__).resolve().parents[3]
    # A file for each process: in one file a call that another process interrupts stands on two lines, and neither is whole.
    argv = [
        "strace",
        "-ff",
        "-y",
        "-o",
        str(logs / "of"),
        "-e",
        f"trace={watched}",
        "python",
        "-c",
        code,
        str(project),
        str(place),
    ]
    subprocess.run(argv, cwd=root, check=True, capture_output=True)
    calls = [line for log in sorted(logs.iterdir()) for line in log.read_text(errors="replace").splitlines()]
    lines = [line for line in calls if f"{project}/" in line or str(mark.program) in line]
    started = [
        line for line in lines if "execve" in line and (str(mark.program) in line.partition(",")[0] or f'("{project}' in line)
    ]
    writing = [line for line in lines if "execve" not in line and _writes(line)]
    assert lines != []
    assert (started, writing) == ([], [])


def _writes(line: str) -> bool:
    call = line.partition("(")[0]
    return ("O_RDONLY" not in line and "O_PATH" not in line) if "open" in call else True
