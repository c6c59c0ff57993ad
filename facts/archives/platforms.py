"""Platform tags of wheels: which architecture each promises, and which an installer on a host accepts.

https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from packaging import tags

from facts.archives.native_file import Native

_MACHINES = {
    "amd64": "x86_64",
    "aarch64": "arm64",
    "win32": "x86",
    "i686": "x86",
    "i386": "x86",
    "armv7l": "arm",
    "ppc64le": "ppc64",
    "arm64_v8a": "arm64",
    "armeabi_v7a": "arm",
}
_UNIVERSAL = {
    "universal2": frozenset({"x86_64", "arm64"}),
    "intel": frozenset({"x86_64", "x86"}),
    "universal": frozenset({"x86_64", "x86"}),
}
_LEGACY = {"manylinux2014": "manylinux_2_17", "manylinux2010": "manylinux_2_12", "manylinux1": "manylinux_2_5"}
_FORMATS = {
    "win": "PE",
    "macosx": "Mach-O",
    "ios": "Mach-O",
    "linux": "ELF",
    "manylinux": "ELF",
    "musllinux": "ELF",
    "android": "ELF",
    "emscripten": "WebAssembly",
    "pyemscripten": "WebAssembly",
    "pyodide": "WebAssembly",
    "wasi": "WebAssembly",
}
_SYSTEM = re.compile(rf"^({'|'.join(_FORMATS)})\d*(_\d+)*_")
_TAG = re.compile(r"(manylinux|musllinux|macosx)_(\d+)_(\d+)_(\w+)")


@dataclass(frozen=True)
class Host:
    """A machine as an installer sees it, named by the newest platform tag that it accepts."""

    newest: str  # macosx_14_0_arm64, manylinux_2_35_x86_64, win_amd64

    @property
    def accepts(self) -> list[str]:
        """Every platform tag an installer takes there, best first."""
        match = _TAG.fullmatch(self.newest)
        if match is None:
            return [self.newest]
        family, major, minor, machine = match.groups()
        if family == "macosx":
            return list(tags.mac_platforms((int(major), int(minor)), machine))
        return [*_older(family, int(major), int(minor), machine), f"linux_{machine}"]


def architectures(tag: str) -> frozenset[str] | None:
    """The architectures that a platform tag declares; None for `any`, which declares no native code."""
    if tag == "any":
        return None
    machine = re.sub(r"_(iphoneos|iphonesimulator)$", "", _SYSTEM.sub("", tag))
    return _UNIVERSAL.get(machine, frozenset({_MACHINES.get(machine, machine)}))


def native_format(tag: str) -> str | None:
    """The file format that native code has under a tag."""
    return next((form for family, form in _FORMATS.items() if tag.startswith(family)), None)


def _older(family: str, major: int, minor: int, machine: str) -> Iterator[str]:
    aliases = {f"{new}_{machine}": f"{old}_{machine}" for old, new in _LEGACY.items()}
    for older in range(minor, -1, -1):
        tag = f"{family}_{major}_{older}_{machine}"
        yield tag
        if tag in aliases:
            yield aliases[tag]


def untrue(platform: str, native: Native) -> Iterator[str]:
    """Return what a native file is that its platform tag does not promise: every architecture claimed is inside, no other."""
    promised, expected = architectures(platform), native_format(platform)
    if promised is None:
        yield f"is native code ({native.format} {_listed(native.architectures)}) under the tag {platform}"
    elif expected and native.format != expected:
        yield f"is {native.format} under the tag {platform}, which declares {expected}"
    elif promised != native.architectures:
        yield f"holds {_listed(native.architectures)} under the tag {platform}, which declares {_listed(promised)}"


def unloadable(newest: str, natives: Mapping[str, Native]) -> Iterator[str]:
    """Return what keeps a machine, named by its newest platform tag, from loading native files; files of other systems do not."""
    wanted, expected = architectures(newest) or frozenset(), native_format(newest)
    loaded = {name: native for name, native in natives.items() if expected in (None, native.format)}
    if natives and not loaded:
        yield f"no native file is {expected}"
    for name, native in loaded.items():
        if not wanted <= native.architectures:
            yield f"{name} holds {_listed(native.architectures)}, users there need {_listed(wanted)}"


def _listed(words: frozenset[str]) -> str:
    return " and ".join(sorted(words))
