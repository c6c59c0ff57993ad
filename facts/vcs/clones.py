"""Clones of our own: the project at one commit, in a folder that may be written to. The user's checkout is only read."""

from pathlib import Path

from core.commands import run
from core.errors import Unavailable
from facts.vcs.git import Checkout

# The checkout may belong to another user: git's helper for local clones takes this setting from a file only.
_TRUSTING = "[include]\n\tpath = ~/.gitconfig\n[safe]\n\tdirectory = *\n[advice]\n\tdetachedHead = false\n"
_SECONDS = 300.0


def clone(project: Path, commit: str, folder: Path) -> Path:
    """Clone a project and check one commit out; the folder must not exist yet."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    trusting = folder.parent / "gitconfig"
    trusting.write_text(_TRUSTING)
    env = {"GIT_CONFIG_GLOBAL": str(trusting)}
    run(["git", "clone", "-q", "--shared", "--no-checkout", project, folder], cwd=folder.parent, timeout=_SECONDS, env=env)
    run(["git", "checkout", "-q", "--detach", commit], cwd=folder, timeout=_SECONDS, env=env)
    return folder


def commit_of(project: Path, tag: str) -> str:
    """Return the commit that a tag of the checkout names."""
    commit = Checkout(project).peel(f"refs/tags/{tag}")
    if commit is None:
        raise Unavailable(
            got=f"no tag {tag} in the checkout",
            expected=f"{tag} to compare with",
            advice=f"git -C {project} fetch --tags, then repeat",
        )
    return commit
