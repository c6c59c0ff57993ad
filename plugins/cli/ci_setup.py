"""`python -m plugins.cli.ci_setup` installs the tools of the profile's table `[ci_tools]`, next to the suite's own interpreter."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from core import commands
from core.errors import Fault, Refused, Unavailable
from core.tools import find_tool, version_of
from plugins.cli.inputs import profile_path
from profiles.schema.profile import load

_ROOT = Path(__file__).parents[2]
_PATIENCE = 1800.0
# How each is built at one version, into a folder of ours: its programs are found there although nothing is activated.
_GO = {
    "actionlint": "github.com/rhysd/actionlint/cmd/actionlint",
    "govulncheck": "golang.org/x/vuln/cmd/govulncheck",
}
_CARGO = ("cargo-audit", "cargo-semver-checks", "just")


def command(tool: str, version: str, folder: Path) -> tuple[list[str], dict[str, str]]:
    """Return the command that installs a tool at a version into `folder`/bin, with its environment."""
    if tool in _GO:
        return ["go", "install", f"{_GO[tool]}@v{version}"], {"GOBIN": str(folder / "bin")}
    if tool in _CARGO:
        return ["cargo", "install", "--quiet", "--locked", "--root", str(folder), "--version", version, tool], {}
    raise Refused(
        got=f"[ci_tools] {tool}",
        expected=f"one of {', '.join(sorted((*_GO, *_CARGO)))}",
        advice="install it in a step of your own before the suite runs",
    )


def install(tools: Mapping[str, str], folder: Path) -> list[str]:
    """Install every tool, and return a line for each; one that is not there afterwards is a fault."""
    made = [(tool, version, *command(tool, version, folder)) for tool, version in tools.items()]  # all are known before one runs
    return [_installed(tool, version, folder / "bin" / tool, argv, env) for tool, version, argv, env in made]


def _installed(tool: str, version: str, path: Path, argv: Sequence[str], env: Mapping[str, str]) -> str:
    commands.run(argv, cwd=_ROOT, timeout=_PATIENCE, env=env)
    if not path.is_file():
        raise Unavailable(
            got=f"no file {path}, although `{' '.join(argv)}` succeeded",
            expected=f"{tool} {version} there",
            advice="run the command manually",
        )
    _refuse_another(tool, version, path)
    return f"ci_setup: {tool} {version}"


def _refuse_another(tool: str, version: str, path: Path) -> None:
    """The checks take what comes first on PATH: another version there would be used in place of the one in the profile."""
    first = Path(find_tool(tool) or path)
    if not first.samefile(path) and version_of(first) != version_of(path):
        raise Refused(
            got=f"{tool} {version_of(first)} at {first}, which comes first on PATH",
            expected=f"{tool} {version}",
            advice="remove it in a step before, or put its version into [ci_tools]",
        )


def main(words: Sequence[str]) -> int:
    """Read the profile, install; return 0, or 101 with a sentence."""
    parser = argparse.ArgumentParser(prog="python -m plugins.cli.ci_setup", description=__doc__)
    parser.add_argument("--project", default=".")
    parser.add_argument("--profile", default="")
    options = parser.parse_args(words)
    try:
        path = profile_path(options, Path(options.project).resolve(), _ROOT, Path.cwd())
        tools = load(path).ci_tools if path else {}
        print("\n".join(install(tools, Path(sys.prefix)) or ["ci_setup: no [ci_tools] in the profile"]))
    except Fault as fault:
        print(f"ci_setup: {fault}", file=sys.stderr)
        return 101
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
