"""Install lines: whether they name a package that is delivered, on a channel that is delivered."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from fnmatch import fnmatchcase
from typing import Any

from packaging.version import InvalidVersion, Version

from core.findings import Finding
from facts.shell.invocations import Invocation
from gates.documentation.command_lines import PLACEHOLDER, Told

_VERBS = {
    ("pip", "install"): "pypi",
    ("pip3", "install"): "pypi",
    ("pipx", "install"): "pypi",
    ("tool", "install"): "pypi",  # `uv tool install`, `uv pip install`: uv's own first word is taken off below
    ("uv", "add"): "pypi",
    ("poetry", "add"): "pypi",
    ("pdm", "add"): "pypi",
    ("rye", "install"): "pypi",
    ("cargo", "install"): "crates",
    ("cargo", "add"): "crates",
    ("cargo", "binstall"): "crates",
    ("npm", "install"): "npm",
    ("npm", "i"): "npm",
    ("npm", "add"): "npm",
    ("pnpm", "add"): "npm",
    ("pnpm", "install"): "npm",
    ("yarn", "add"): "npm",
    ("bun", "add"): "npm",
    ("brew", "install"): "homebrew",
    ("go", "get"): "golang",
    ("go", "install"): "golang",
}
_CONTROL = "control.md"
_MISSPELT = 0.85
_ALIKE = 0.75  # of two names: one letter wrong in eight
_TOOLS = {tool for tool, _ in _VERBS} | {"uv"}
# Flags that take a value, or that say that what is installed lies here or elsewhere.
_VALUED = {
    "--version",
    "--vers",
    "--features",
    "-F",
    "--index-url",
    "-i",
    "--python",
    "-p",
    "--with",
    "--root",
    "--group",
    "--extra",
}
_ELSEWHERE = {"--path", "--git", "-r", "--requirement", "-e", "--editable", "--manifest-path", "--find-links", "--registry"}
# What a reader's machine needs before anything can be built or started there: no page promises to deliver these.
_TOOLCHAINS = frozenset({
    "autoconf", "automake", "binutils", "bun", "ca-certificates", "clang", "cmake", "coreutils", "curl", "deno", "docker",
    "dotnet", "g++", "gcc", "gh", "git", "gmake", "gnupg", "go", "golang", "gradle", "homebrew", "jdk", "jq", "just",
    "libssl-dev", "llvm", "make", "maven", "meson", "mingw-w64", "musl", "musl-tools", "ninja", "ninja-build", "node",
    "nodejs", "nodejs-lts", "npm", "openjdk", "openssl", "pip", "pipx", "pkg-config", "pkgconf", "pnpm", "poetry", "protobuf",
    "protobuf-compiler", "protoc", "python", "python3", "ruby", "rust", "rust-src", "rustup", "rustup-init", "sccache", "sed",
    "setuptools", "shellcheck", "swift", "tar", "unzip", "uv", "virtualenv", "wget", "wheel", "yarn", "zig", "zip",
})  # fmt: skip
_NAME = re.compile(
    r"(?P<name>@?[\w.-]+(?:/[\w.-]+)*?)(?:\[[^\]]*\])?(?P<pin>(?:==|@)v?(?P<version>\d[\w.+-]*)|@[\w-]+|[<>=~!].*)?"
)


@dataclass(frozen=True)
class InstallLine:
    """One package that a page tells its readers to install."""

    told: Told
    channel: str
    name: str
    version: str


def starts(word: str) -> bool:
    """Whether a command line that begins so may install something."""
    return word in _TOOLS


def delivered(profile: Any) -> dict[str, str]:
    """Return the package by each channel that the profile describes and does not leave out."""
    channels = profile.channels
    return {word: channel.package for word, channel in channels.items() if word not in profile.does_not_apply}


def lines(told: Collection[Told]) -> list[InstallLine]:
    """Return every install line, a package each."""
    return [line for one in told for line in _lines(one)]


def undelivered(
    found: Collection[InstallLine],
    delivered: Mapping[str, str],
    strict: Collection[str],
    others: Collection[str],
    target: str,
    by_others: bool = False,
) -> list[Finding]:
    """Complain about packages and channels that nobody is served by; `delivered` is the package by channel.

    `by_others` is for a profile that nobody reviewed: distributions package a program too, and pages name what goes with it.
    """
    told = {(line.told.page, line.channel) for line in found if _is_ours(line, delivered.get(line.channel, ""))}
    return [
        Finding(
            "", line.told.at.path, line.told.at.line, f"`{line.told.shown}` {got}", expected, "correct the page or the profile"
        )
        for line in found
        if line.name not in others and not _is_prerequisite(line, delivered.values(), told)
        if not (by_others and line.told.page != _CONTROL and _may_be_theirs(line, delivered))
        for got, expected in _wrong(line, delivered, any(fnmatchcase(line.told.page, glob) for glob in strict), target)
    ]


def _wrong(line: InstallLine, delivered: Mapping[str, str], is_strict: bool, target: str) -> Iterator[tuple[str, str]]:
    expected, ours = delivered.get(line.channel), {_plain(name, channel) for channel, name in delivered.items()}
    if expected is None:
        if is_strict or _plain(line.name, line.channel) in ours:
            yield f"uses a channel that is not delivered ({line.channel})", f"one of {', '.join(delivered) or 'none'}"
    elif not _is_ours(line, expected):
        if is_strict:
            yield f"names a package that is not delivered ({line.name})", expected
    elif _is_newer(line.version, target):
        yield f"names a version that is not delivered ({line.version})", f"{target} or older"


def _may_be_theirs(line: InstallLine, delivered: Mapping[str, str]) -> bool:
    """Whether other people may serve it: on a channel that we have no package on, or a name that is no misspelling of ours."""
    package = delivered.get(line.channel)
    if package is None:
        return True
    if _is_ours(line, package):
        return False
    mine, theirs = ({*re.split(r"[-_./@]+", _tail(name).lower())} - {""} for name in (package, line.name))
    alike = SequenceMatcher(None, _tail(line.name).lower(), _tail(package).lower()).ratio()
    return alike < _MISSPELT or mine <= theirs or theirs <= mine


def _is_prerequisite(line: InstallLine, ours: Collection[str], told: Collection[tuple[str, str]]) -> bool:
    """Whether it is something of other people that the reader needs first, and not our package under a wrong name."""
    if any(_resembles(line.name, package) for package in ours):
        return False
    # In running text it may be anything, where the page tells how to get ours.
    return _base(line.name) in _TOOLCHAINS or (line.told.is_span and (line.told.page, line.channel) in told)


def _resembles(name: str, package: str) -> bool:
    mine, other = (set(re.split(r"[-_./@]+", _tail(each).lower())) - {""} for each in (package, name))
    return bool(mine & other) or SequenceMatcher(None, _tail(name).lower(), _tail(package).lower()).ratio() >= _ALIKE


def _tail(name: str) -> str:
    return name.rpartition("/")[2]


def _base(name: str) -> str:
    return re.sub(r"(?:[@-]|(?<![\d.]))[\d.]+$", "", _tail(name).lower())  # node@22, llvm-18


def _is_ours(line: InstallLine, expected: str) -> bool:
    if not expected:
        return False
    if line.channel == "golang":
        return line.name == expected or line.name.startswith(f"{expected}/")
    return _plain(line.name, line.channel) == _plain(expected, line.channel)


def _plain(name: str, channel: str) -> str:
    if channel == "pypi":
        return re.sub(r"[-_.]+", "-", name).lower()
    return name.rpartition("/")[2] if channel == "homebrew" else name


def _is_newer(version: str, target: str) -> bool:
    try:
        return bool(version) and Version(version) > Version(target)
    except InvalidVersion:
        return False


def _lines(one: Told) -> Iterator[InstallLine]:
    command = one.command
    channel = _channel(command)
    if channel and not _ELSEWHERE & {flag.partition("=")[0] for flag in command.flags}:
        for name in _names(command, channel):
            found = _NAME.fullmatch(name)
            if found and PLACEHOLDER not in name:
                yield InstallLine(one, channel, found["name"], found["version"] or "")


def _channel(command: Invocation) -> str:
    words = (command.tool, *command.arguments)
    if words[:1] == ("uv",) and words[1:3] in (("tool", "install"), ("pip", "install")):
        return "pypi"
    return _VERBS.get((words[0], words[1]), "") if len(words) > 1 else ""


def _names(command: Invocation, channel: str) -> list[str]:
    skipped = 2 if command.tool == "uv" and command.arguments[:1] in (("tool",), ("pip",)) else 1
    words = [word.text for word in command.words]
    kept = [word for before, word in zip(["", *words], words, strict=False) if before not in _VALUED]
    names = [word for word in kept if not word.startswith("-")][skipped:]
    return [name for name in names if _is_package(name, channel)]


def _is_package(name: str, channel: str) -> bool:
    is_place = name.startswith((".", "/", "$", "~")) or "://" in name or name.endswith((".whl", ".tgz", ".tar.gz", ".rb", ".txt"))
    return not is_place and (channel in ("golang", "npm", "homebrew") or "/" not in name)
