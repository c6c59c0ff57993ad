"""Clones of our own: a snapshot of the project at one commit, in a folder that may be written to."""

import os
from pathlib import Path

from core.commands import run
from core.errors import Unavailable
from facts.vcs.git import Checkout
from facts.vcs.git_folder import quoted
from facts.vcs.own_git import git

# The user's own settings are in force where project code is built and tested; hooks of templates are not.
_SETTINGS = "[include]\n\tpath = ~/.gitconfig\n[advice]\n\tdetachedHead = false\n[core]\n\thooksPath = /dev/null\n"
_SECONDS = 300.0


def clone(project: Path, commit: str, folder: Path) -> Path:
    """Clone a snapshot or a checkout of ours and check one commit out; the folder must not exist yet."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    settings = folder.parent / "gitconfig"
    settings.write_text(_SETTINGS)
    env = {"GIT_CONFIG_GLOBAL": str(settings), "GIT_CONFIG_NOSYSTEM": "0", "GIT_ALLOW_PROTOCOL": "file"}
    words = ("clone", "-q", "--shared", "--no-checkout", "--template=", str(project), str(folder))
    git(folder.parent, *words, env=env, timeout=_SECONDS)
    # Not as our own git runs: what the user's settings convert (git-lfs) is there for a build as on the user's machine.
    own = [name for name in os.environ if name.startswith("GIT_")]
    check_out = ["git", "checkout", "-q", "--detach", commit]
    run(check_out, cwd=folder, timeout=_SECONDS, env={"GIT_CONFIG_GLOBAL": str(settings)}, unset=own)
    _give_history(project, folder)
    return folder


def _give_history(project: Path, folder: Path) -> None:
    """Let project code that asks for old commits find them; what was checked out came from the snapshot alone."""
    taken = Checkout(project).taken
    if taken is not None:
        with (folder / ".git" / "objects" / "info" / "alternates").open("a", encoding="utf-8", errors="surrogateescape") as file:
            file.writelines(f"{quoted(Path(path))}\n" for path in taken["objects"])


def commit_of(project: Path, tag: str) -> str:
    """Return the commit that a tag of the checkout names."""
    commit = Checkout(project).peel(f"refs/tags/{tag}")
    if commit is None:
        raise Unavailable(
            got=f"no tag {tag} in the checkout",
            expected=f"the tag {tag}, to compare with",
            advice="run `git fetch --tags` in the project, then run again",
        )
    return commit
