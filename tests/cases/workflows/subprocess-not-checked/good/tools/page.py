#!/usr/bin/env python3
"""Fills the release page of a tag and makes it public: page.py TAG FOLDER."""
import os
import subprocess
import sys
from pathlib import Path


def gh(*words: str) -> None:
    command = ["gh", *words, "--repo", os.environ["GITHUB_REPOSITORY"]]
    print("+", *command, flush=True)
    subprocess.run(command, check=True)


def notes(version: str) -> str:
    parts = Path("CHANGELOG.md").read_text("utf-8").split("\n## [")
    for part in parts[1:]:
        title, _, body = part.partition("\n")
        if title.startswith(version + "]"):
            return body.strip()
    sys.exit(f"error: CHANGELOG.md has no section {version}")


def main() -> None:
    tag, folder = sys.argv[1:]
    files = sorted(Path(folder).glob("*.tar.gz"))
    if not files:
        sys.exit(f"error: nothing to upload in {folder}")
    gh("release", "create", tag, "--verify-tag", "--draft", "--title", tag, "--notes", notes(tag.removeprefix("v")))
    for file in files:
        gh("release", "upload", tag, str(file))
    gh("release", "edit", tag, "--draft=false")


if __name__ == "__main__":
    main()
