"""Which commands a release stands on: if one of them fails, the release is not what it should be."""

from __future__ import annotations

from facts.shell.invocations import Invocation
from facts.workflows.publish_steps import published_by_command

_SUBCOMMANDS = {
    "apt-get": {"install"},
    "brew": {"install"},
    "cargo": {"build", "test", "check", "clippy", "package", "rustc", "audit", "deny", "fmt", "doc", "nextest", "hack"},
    "cross": {"build", "test"},
    "npm": {"ci", "test", "pack", "run", "run-script"},
    "pnpm": {"test", "pack", "run", "build"},
    "yarn": {"test", "pack", "run", "build"},
    "go": {"build", "test", "vet"},
    "uv": {"build", "sync"},
    "maturin": {"build", "sdist", "develop"},
    "docker": {"build", "buildx"},
    "gh": {"attestation"},
    "git": {"ls-remote", "tag"},
    "cmake": set(),
    "dotnet": {"build", "test", "pack", "publish"},
    "gem": {"build"},
    "choco": {"pack"},
    "nuget": {"pack"},
    "zig": {"build"},
    "bazel": {"build", "test"},
    "mvn": {"package", "verify", "install"},
    "meson": {"compile", "install"},
    "helm": {"package"},
    "wasm-pack": {"build", "test"},
}
_ALWAYS = frozenset(
    {
        "auditwheel",
        "build",
        "codesign",
        "cosign",
        "delocate-wheel",
        "gpg",
        "just",
        "make",
        "pytest",
        "sha256sum",
        "shasum",
        "tox",
        "nox",
        "twine",
        "unittest",
        "ninja",
        "msbuild",
        "signtool",
        "notarytool",
        "minisign",
    }
)


def carries_weight(command: Invocation) -> bool:
    """Return whether a release stands on this command: it builds, tests, signs, verifies or publishes."""
    if published_by_command(command) or command.tool in _ALWAYS:
        return True
    if command.runs("gh", "run", "download") or command.runs("npm", "install"):
        return True
    if command.runs("git", "tag") and command.flag("-d", "--delete", "-l", "--list"):
        return False
    wanted = _SUBCOMMANDS.get(command.tool)
    return wanted is not None and (not wanted or (command.arguments[:1] != () and command.arguments[0] in wanted))
