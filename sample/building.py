"""The sample's wheel and sdist, made by its own build backend."""

import re
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

from sample.sample_errors import SampleError
from sample.sample_git import git
from sample.sample_releases import BASE

_SECONDS = 120


@dataclass(frozen=True)
class Index:
    """One project's files, by name."""

    project: str
    requires_python: str
    files: dict[str, bytes]


def build(directory: Path, out: Path) -> None:
    """Build wheel and sdist with the sample's own backend."""
    backend = directory / "backend" / "brook_build.py"
    if not backend.is_file():
        raise SampleError(f"{directory} is not the sample; write it with python -m sample {directory}")
    argv = [sys.executable, "-B", str(backend), str(out)]
    done = subprocess.run(argv, cwd=directory, capture_output=True, timeout=_SECONDS, check=False)
    if done.returncode:
        raise SampleError(f"the sample could not be built: {done.stderr.decode()}")


def load(directory: Path) -> Index:
    """Build a checkout of the sample, and the release before it, and read what they deliver."""
    with tempfile.TemporaryDirectory() as scratch:
        base, out = Path(scratch, "base"), Path(scratch, "out")
        out.mkdir()
        build(directory, out)
        git("clone", "--quiet", "--no-hardlinks", "--branch", BASE.tag, directory, base)
        build(base, out)
        files = {path.name: path.read_bytes() for path in sorted(out.iterdir())}
    project = tomllib.loads((directory / "pyproject.toml").read_text("utf-8"))["project"]
    return Index(re.sub(r"[-_.]+", "-", project["name"]).lower(), project["requires-python"], files)
