"""What cannot be taken back once it ran: which steps and commands publish, and to where."""

from __future__ import annotations

from facts.shell.invocations import Invocation
from facts.workflows.workflow import Step

_ACTIONS = {
    "pypa/gh-action-pypi-publish": "PyPI",
    "softprops/action-gh-release": "a GitHub release",
    "ncipollo/release-action": "a GitHub release",
    "svenstaro/upload-release-action": "a GitHub release",
    "actions/create-release": "a GitHub release",
    "actions/upload-release-asset": "a GitHub release",
    "taiki-e/create-gh-release-action": "a GitHub release",
    "taiki-e/upload-rust-binary-action": "a GitHub release",
    "marvinpinto/action-automatic-releases": "a GitHub release",
    "goreleaser/goreleaser-action": "a GitHub release",
    "js-devtools/npm-publish": "npm",
    "katyo/publish-crates": "crates.io",
    "mislav/bump-homebrew-formula-action": "a Homebrew tap",
    "dawidd6/action-homebrew-bump-formula": "a Homebrew tap",
    "docker/build-push-action": "a container registry",
    "pyo3/maturin-action": "PyPI",
}
_COMMANDS = {
    ("cargo", "publish"): "crates.io",
    ("cargo", "workspaces", "publish"): "crates.io",
    ("npm", "publish"): "npm",
    ("pnpm", "publish"): "npm",
    ("yarn", "npm", "publish"): "npm",
    ("lerna", "publish"): "npm",
    ("wasm-pack", "publish"): "npm",
    ("twine", "upload"): "PyPI",
    ("uv", "publish"): "PyPI",
    ("poetry", "publish"): "PyPI",
    ("flit", "publish"): "PyPI",
    ("hatch", "publish"): "PyPI",
    ("maturin", "publish"): "PyPI",
    ("maturin", "upload"): "PyPI",
    ("gh", "release", "create"): "a GitHub release",
    ("gh", "release", "upload"): "a GitHub release",
    ("goreleaser", "release"): "a GitHub release",
    ("brew", "bump-formula-pr"): "a Homebrew tap",
    ("docker", "push"): "a container registry",
    ("podman", "push"): "a container registry",
    ("gem", "push"): "RubyGems",
    ("vsce", "publish"): "the VS Code marketplace",
    ("ovsx", "publish"): "Open VSX",
}
# A draft release is seen by nobody and can be deleted.
_REHEARSALS = {
    "cargo": ("--dry-run", "-n"),
    "gh": ("--draft", "-d"),
    "goreleaser": ("--snapshot", "--skip=publish"),
    "twine": ("--help",),
}
_DRY = ("--dry-run", "--help")


def published_by_action(step: Step) -> str:
    """Where the step's action publishes to; empty when it does not."""
    place = _ACTIONS.get(step.action, "")
    if step.action == "docker/build-push-action":
        return place if step.input("push").strip() not in ("", "false") else ""
    if step.action == "goreleaser/goreleaser-action":
        return place if "release" in step.input("args") and "--snapshot" not in step.input("args") else ""
    if step.action == "pyo3/maturin-action":
        return place if step.input("command") in ("upload", "publish") else ""
    return "" if "true" in (step.input("draft"), step.input("dry-run")) or "test.pypi" in step.input("repository-url") else place


def published_by_command(command: Invocation) -> str:
    """Where a command publishes to; empty when it does not, or only rehearses."""
    if command.flag(*_REHEARSALS.get(command.tool, _DRY)):
        return ""
    if command.runs("git", "push") or (command.tool == "git" and "push" in command.arguments):
        return "a Homebrew tap" if _names_a_tap(command) else ""
    for words, place in _COMMANDS.items():
        if command.runs(*words):
            return "" if _to_a_test_index(command) else place
    return ""


def _names_a_tap(command: Invocation) -> bool:
    return any("tap" in word.lower().replace("_", "-").split("/")[-1].split("-") for word in command.arguments)


def _to_a_test_index(command: Invocation) -> bool:
    return any("testpypi" in word.text.replace(".", "") for word in command.words)
