#!/usr/bin/env python3
"""Tag the version of pyproject.toml and push the tag."""

import re
import subprocess
import tomllib
from pathlib import Path


def git(*args: str) -> str:
    return subprocess.run(
        ["git", *args], check=True, capture_output=True, text=True
    ).stdout.strip()


def main() -> None:
    version = tomllib.loads(Path("pyproject.toml").read_text())["project"]["version"]
    if not re.search(rf"^## {re.escape(version)} ", Path("CHANGELOG.md").read_text(), re.M):
        raise SystemExit(f"CHANGELOG.md has no section {version}")
    tag = f"v{version}"
    if git("ls-remote", "origin", f"refs/tags/{tag}"):
        raise SystemExit(f"{tag} is there already")
    git("tag", tag)
    git("push", "origin", f"refs/tags/{tag}")
    print(f"pushed {tag}")


if __name__ == "__main__":
    main()
