"""The outside tools that checks may need: how each says its version, the least that works, how to get it."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from packaging.version import InvalidVersion, Version

_NUMBER = re.compile(r"((?<!\d)\d+(?:\.\d+){1,3})")


@dataclass(frozen=True)
class Tool:
    """One tool as the suite knows it."""

    name: str
    install: str
    least: str = "0"
    ask: tuple[str, ...] = ("--version",)


_KNOWN = (
    Tool("git", "install git from your system's packages", "2.32"),
    Tool("zizmor", "pip install --require-hashes -r requirements.txt", "1.30"),
    Tool("shfmt", "pip install --require-hashes -r requirements.txt", "3.8"),
    Tool("actionlint", "go install github.com/rhysd/actionlint/cmd/actionlint@v1.7.12", "1.7", ("-version",)),
    Tool("cargo", "install Rust with rustup", "1.75"),
    Tool("rustup", "install Rust with rustup", "1.25"),
    Tool("cargo-audit", "cargo install cargo-audit --locked", "0.21", ("audit", "--version")),
    Tool("cargo-semver-checks", "cargo install cargo-semver-checks --locked", "0.40", ("semver-checks", "--version")),
    Tool("go", "install Go from its own downloads page", "1.21", ("version",)),
    Tool("govulncheck", "go install golang.org/x/vuln/cmd/govulncheck@v1.9.0", "1.0", ("-version",)),
    Tool("node", "install Node.js 20 or later", "18"),
    Tool("npm", "install Node.js 20 or later", "9"),
    Tool("gh", "install the GitHub CLI 2.90 or later", "2.90"),
    Tool("just", "cargo install just --locked", "1.0"),
    Tool("uv", "pip install uv", "0.4"),
    Tool("pip-audit", "pip install pip-audit", "2.7"),
    Tool("griffe", "pip install griffe", "1.0"),
    Tool("ergo", "install ergo 0.9.3 or 6.0.0", "0"),
    Tool("brew", "install Homebrew on a host that the profile names", "4"),
    Tool("valgrind", "install valgrind from your system's packages", "3.15"),
)
KNOWN = {tool.name: tool for tool in _KNOWN}


@dataclass(frozen=True)
class Need:
    """A tool that a check needs, with the least version that works."""

    tool: str
    least: str

    @classmethod
    def parse(cls, text: str) -> "Need":
        """Read `gh` or `gh>=2.90`."""
        name, _, least = text.partition(">=")
        return cls(name.strip(), least.strip() or known(name.strip()).least)


def known(name: str) -> Tool:
    """Return what is known of a tool; an unknown one has no special advice."""
    return KNOWN.get(name, Tool(name, f"install {name} and put it on PATH"))


def install_advice(name: str) -> str:
    """Return the sentence how to get a tool."""
    return f"{known(name).install}; `pytest --doctor` lists all that is missing"


@cache
def version_of(path: Path) -> str:
    """Return the version that a tool states, `unknown` if it states none within ten seconds."""
    tool = known(path.name)
    try:
        done = subprocess.run([path, *tool.ask], capture_output=True, timeout=10, stdin=subprocess.DEVNULL, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return "unknown"
    said = (done.stdout + done.stderr).decode("utf-8", "replace")
    # A tool that was built by Go may give the number of Go first: `Go: go1.26.8`, `Scanner: govulncheck@v1.1.4`.
    found = _NUMBER.search(said, max(said.find(f"{path.name}@v"), 0))
    return found.group(1) if found else "unknown"


def find_tool(name: str) -> str | None:
    """Find a tool on PATH, or next to the running interpreter: an environment need not be activated for its own tools."""
    beside = Path(sys.executable).parent / name
    return shutil.which(name) or (str(beside) if os.access(beside, os.X_OK) and beside.is_file() else None)


def lack(need: Need) -> str | None:
    """Return one sentence on what is missing or too old, or None."""
    path = find_tool(need.tool)
    if path is None:
        return f"{need.tool} is missing: {known(need.tool).install}"
    version = version_of(Path(path))
    if _older(version, need.least):
        return f"{need.tool} {version} is older than {need.least}: {known(need.tool).install}"
    return None


def _older(version: str, least: str) -> bool:
    try:
        return Version(version) < Version(least)
    except InvalidVersion:
        return least != "0"
