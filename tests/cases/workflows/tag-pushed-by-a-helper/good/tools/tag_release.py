"""Tags the head of main as a release and pushes the tag."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path


def git(*words: str) -> None:
    subprocess.run(["git", *words], check=True)


def main() -> None:
    version = os.environ["VERSION"]
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        sys.exit(f"{version!r} is no version")
    if os.environ["GITHUB_REF"] != "refs/heads/main":
        sys.exit("releases are tagged on main only")
    manifest = tomllib.loads(Path("pyproject.toml").read_text("utf-8"))
    if manifest["project"]["version"] != version:
        sys.exit(f"pyproject.toml says {manifest['project']['version']}")
    if f"\n## {version} " not in Path("CHANGELOG.md").read_text("utf-8"):
        sys.exit(f"CHANGELOG.md has no section for {version}")
    tag = f"v{version}"
    git("-c", "user.name=tallybook releases", "-c", "user.email=releases@example.org", "tag", "-a", "-m", tag, tag)
    git("push", "origin", f"refs/tags/{tag}")


if __name__ == "__main__":
    main()
