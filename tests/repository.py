"""A real git repository in a folder of the test, with a bare remote beside it where one is asked for."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

from facts.vcs.git import Checkout

_IDENTITY = (
    "-c", "user.name=t", "-c", "user.email=t@example.invalid", "-c", "commit.gpgsign=false", "-c", "tag.gpgsign=false",
    "-c", "init.defaultBranch=main",
)  # fmt: skip


def git(folder: Path, *words: str) -> str:
    """Run git in a folder as somebody whose configuration does not matter."""
    done = subprocess.run(["git", *_IDENTITY, *words], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def commit(folder: Path, files: Mapping[str, str | bytes], message: str = "change") -> str:
    """Write files and commit everything; return the commit."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", message)
    return git(folder, "rev-parse", "HEAD")


def checkout(folder: Path, files: Mapping[str, str | bytes]) -> Checkout:
    """Make a repository that holds these files."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "-q")
    commit(folder, files, "first")
    return Checkout(folder)


def publish(folder: Path) -> Path:
    """Make a bare remote named origin beside a repository and push everything there."""
    bare = folder.parent / f"{folder.name}.git"
    git(folder.parent, "init", "-q", "--bare", str(bare))
    git(folder, "remote", "add", "origin", str(bare))
    git(folder, "push", "-q", "origin", "--all")
    git(folder, "push", "-q", "origin", "--tags")
    return bare
