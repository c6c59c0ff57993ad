"""Identity across channels: the programs and libraries of one platform are the same bytes wherever its users get them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from hashlib import sha256
from pathlib import PurePosixPath

from core.findings import Finding
from delivery.delivered import Delivered
from delivery.site import Site
from delivery.transport import Package
from facts.archives.native_file import Native, format_of, look
from profiles.schema.machines import PREVIEW

_LOADED = {"ELF", "Mach-O", "PE"}


@dataclass(frozen=True)
class Binary:
    """One native file as one channel gives it to users of one kind of machine."""

    channel: str
    file: str  # the package that holds it
    path: str
    kind: str  # format and architecture; a universal file is one of each of its architectures
    sha256: str

    @property
    def name(self) -> str:
        """What makes it comparable with another channel's."""
        return PurePosixPath(self.path).name

    def __str__(self) -> str:
        """Say where it lies and which bytes it has."""
        return f"{self.sha256[:12]} in {self.channel}'s {self.file}"


def binaries(channels: Iterable[Delivered]) -> list[Binary]:
    """Return every native file for official platforms that the profile does not explain."""
    return [
        binary
        for delivered in channels
        for name, package in delivered.packages.items()
        for binary in _inside(delivered.site, name, package)
    ]


def disagreements(found: Sequence[Binary]) -> list[Finding]:
    """Return the binaries of one name and kind of which channels hold different bytes."""
    groups: dict[tuple[str, str], list[Binary]] = defaultdict(list)
    for binary in found:
        groups[binary.name, binary.kind].append(binary)
    return [_difference(name, kind, group) for (name, kind), group in sorted(groups.items()) if _differ(group)]


def explanations(differs: Mapping[str, str], package: Package | None) -> list[str]:
    """Return why some of a package's binaries are not those of other channels, as the profile explains it."""
    paths = package.archive.members if package else ()
    return [
        f"{pattern} differs from other channels: {why}"
        for pattern, why in differs.items()
        if any(_matches(path, pattern) for path in paths)
    ]


def native_digests(package: Package) -> dict[str, str]:
    """Return the sha256 of every program and library in a package, by path."""
    read = {path: package.archive.read(path) for path in package.archive.members}
    return {path: sha256(data).hexdigest() for path, data in read.items() if format_of(data)}


def two_builds() -> list[Binary]:
    """Two channels with other bytes under one name, which must be refused."""
    return [
        Binary(word, f"{word}.zip", "lib/control.so", "ELF control", letter * 64) for word, letter in (("one", "a"), ("two", "b"))
    ]


def _differ(group: Sequence[Binary]) -> bool:
    by_channel: dict[str, set[str]] = defaultdict(set)
    for binary in group:
        by_channel[binary.channel].add(binary.sha256)
    return len({frozenset(digests) for digests in by_channel.values()}) > 1


def _difference(name: str, kind: str, group: Sequence[Binary]) -> Finding:
    held = ", ".join(dict.fromkeys(map(str, group)))
    fix = "publish one build, or say why in `differs` of the channel"
    return Finding("channels-differ", f"{name} ({kind})", 0, held, "one build on every channel", fix)


def _inside(site: Site, name: str, package: Package) -> Iterator[Binary]:
    if _is_preview(site, name):
        return
    for path in package.archive.members:
        data = package.archive.read(path)
        if (
            format_of(data) in _LOADED
            and not _explained(site.channel.allowed_differences, path)
            and not _held_for_preview(site, path)
        ):
            yield from (Binary(site.word, name, path, kind, sha256(data).hexdigest()) for kind in _kinds(look(data, path)))


def _kinds(native: Native) -> list[str]:
    libc = " musl" if any("musl" in need for need in native.needs) else ""
    return [f"{native.format} {architecture}{libc}" for architecture in sorted(native.architectures)]


def _explained(differs: Mapping[str, str], path: str) -> bool:
    return any(_matches(path, pattern) for pattern in differs)


def _is_preview(site: Site, name: str) -> bool:
    file = site.planned(name)
    tiers = [one.tier for one in site.channel.platforms if file and one.name == file.platform]
    return PREVIEW in tiers


def _held_for_preview(site: Site, path: str) -> bool:
    tiers = [one.tier for one in site.channel.platforms if any(_matches(path, pattern) for pattern in one.native_files)]
    return bool(tiers) and set(tiers) == {PREVIEW}


def _matches(path: str, pattern: str) -> bool:
    """A path counts below the one folder that most archives have on top, too."""
    return fnmatchcase(path, pattern) or fnmatchcase(path.partition("/")[2], pattern)
