"""What a channel's base release had, as the plan of a channel that nobody planned: the target must have all of it."""

import re
from collections.abc import Collection, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from core.errors import Undecided
from core.versions import equal
from delivery.site import Site
from delivery.transport import Package, Transport
from facts.archives.source_tracing import foreign_paths
from facts.indexes.listing import Listing, Offered
from profiles.schema.channels import Channel, ReleaseFile

# The systems that a wheel's tag names, without the age of the system that it asks for: that may change from release to release.
_SYSTEM = re.compile(r"(?:(?:many|musl)linux_?\d+(?:_\d+)?_|macosx_\d+_\d+_)(?=[a-z])")
_LICENSE = re.compile(r"(?:LICEN[CS]E|COPYING|UNLICENSE|NOTICE)(?:[-_.][\w.+-]+)?", re.IGNORECASE)
_TEXT = re.compile(r"|\.(?:txt|md|markdown|rst|html|adoc|\d\w*|mit|apache\d*|bsd\w*|isc|zlib|mpl|l?gpl\w*|lesser)", re.IGNORECASE)
_CHECKSUMS = re.compile(r"(?:sha256sums?|checksums?)(?:\.txt|\.sha256)?|sha256\.txt", re.IGNORECASE)
_ENDING = re.compile(r"\.(?:tar(?:\.\w+)?|tgz|zip|whl|crate|gem)$")
_OPENED = 3  # files of the base


def of_base(
    site: Site, published: Transport, tree: Mapping[str, str] | None = None, now: Mapping[str, str] | None = None
) -> Channel:
    """Return the channel with what its base had: kinds of files, attestations, license files, a list of checksums.

    `tree` is that of the base's tag (git's id of every file): what the base's packages have and it has not, the build makes.
    `now` is that of the target's tag: a license file may have another name there.
    """
    base, target = published.look(site.base), published.look(site.version)
    was, own = site.in_names(site.base), site.in_names(site.version)
    if not base.there:
        return msgspec.structs.replace(site.channel, files=_files(target, own, ()), first_version=site.version)
    opened = opened_of(site, published, base)
    wanted = _files(base, was, [file.name for file in target.offered] if target.there else None, own)
    return msgspec.structs.replace(
        site.channel,
        files=(*wanted, *_new(target, own, wanted)),
        licenses=_renamed(licenses_of(opened), now, site.channel.source),
        generated=(*site.channel.generated, *_generated(opened, tree, site.channel.source)),
        attested=all(file.attested for file in base.offered),
        checksums=checksums_of(base),
    )


def checksums_of(base: Listing) -> str:
    """Return the name of a list of checksums among the files, if there is one."""
    return next((file.name for file in base.offered if _CHECKSUMS.fullmatch(file.name)), "")


def stored(channel: Channel) -> dict[str, Any]:
    """Return a channel as plain values."""
    return dict(msgspec.to_builtins(channel))


def _files(listing: Listing, version: str, others: Collection[str] | None, target: str = "") -> tuple[ReleaseFile, ...]:
    """Return a pattern for each file; where it names systems, their age is open, if that still names one file."""
    names = [spelt(file.name, version) for file in listing.offered]
    found = []
    for name in dict.fromkeys(names):
        loose = _SYSTEM.sub(lambda match: re.sub(r"_?(?<!\d)\d+(?:_\d+)?_$", "*_", match.group()), name)
        served = [other for other in others or () if fnmatchcase(other, loose.replace("{version}", target))]
        alone = sum(fnmatchcase(other, loose) for other in names) == 1 and len(served) <= 1
        found.append(ReleaseFile(loose if alone else name))
    return tuple(found)


def _new(target: Listing, version: str, planned: Sequence[ReleaseFile]) -> tuple[ReleaseFile, ...]:
    """Return what the base did not have: new files are nobody's loss."""
    patterns = [file.name.replace("{version}", version) for file in planned]
    return tuple(
        ReleaseFile(spelt(file.name, version))
        for file in target.offered
        if not any(fnmatchcase(file.name, pattern) for pattern in patterns)
    )


def spelt(name: str, version: str) -> str:
    """Put a blank where a file's name holds the version, in its own spelling or the ecosystem's."""
    if version in name:
        return name.replace(version, "{version}")
    words = re.findall(r"(?<!\d)\d+(?:\.\w+)+", _ENDING.sub("", name))
    return next((name.replace(word, "{version}") for word in words if equal(word, version)), name)


def opened_of(site: Site, published: Transport, base: Listing) -> list[Package]:
    """Open files of the base: one of each kind."""
    kinds: dict[str, Offered] = {}
    for file in base.offered:
        kinds.setdefault(PurePosixPath(file.name).suffix, file)
    found = [_package(site, published, file) for file in list(kinds.values())[:_OPENED]]
    return [package for package in found if package is not None]


def _is_license(path: PurePosixPath) -> bool:
    """Whether a file is the text of a license, and no source that is called so (notice.rs)."""
    return bool(_LICENSE.fullmatch(path.name) and _TEXT.fullmatch(path.suffix))


def licenses_of(opened: Sequence[Package], depth: int = 99) -> tuple[str, ...]:
    """Return the names of the license files that every opened file of the base has; deep ones may be of other people's code."""
    held = [
        {path.name for path in map(PurePosixPath, package.archive.members) if len(path.parts) <= depth and _is_license(path)}
        for package in opened
    ]
    return tuple(sorted(set.intersection(*held))) if held else ()


def _renamed(licenses: Sequence[str], tree: Mapping[str, str] | None, source: str) -> tuple[str, ...]:
    """Put the tag's name for a license file whose ending the project has changed (LICENSE.rst, now LICENSE.txt)."""
    paths = [path for path in map(PurePosixPath, tree or ()) if str(path.parent) in (".", source or ".")]
    tops = {path.name for path in paths if _is_license(path)}
    found: dict[str, None] = {}
    for name in licenses:
        same = [top for top in tops if top.partition(".")[0].lower() == name.partition(".")[0].lower()]
        found.update(dict.fromkeys(same if same and name not in tops else [name]))
    return tuple(sorted(found))


def _generated(opened: Sequence[Package], tree: Mapping[str, str] | None, source: str) -> tuple[str, ...]:
    """Return patterns of what the build makes: a file that is not in the tag's tree, or a directory of which no file is.

    A package's directory may lie elsewhere in the tree (src/demo as demo): it is the tag's as soon as one file in it is.
    """
    if tree is None:
        return ()
    made = dict.fromkeys(path for package in opened for path in foreign_paths(package.sources, tree, source))
    ours = {_top(path) for package in opened for path in package.sources if path not in made}
    return tuple(dict.fromkeys(_pattern(path, _top(path) not in ours) for path in made))


def _top(path: str) -> str:
    return path.partition("/")[0]


def _pattern(path: str, is_whole: bool) -> str:
    whole = is_whole and "/" in path
    return re.sub(r"([*?[])", r"[\1]", _top(path) if whole else path) + ("/*" if whole else "")


def _package(site: Site, published: Transport, file: Offered) -> Package | None:
    answer = published.fetch(file)
    if answer.absent:
        raise Undecided(
            got=f"{file.name} of {site.base}, which the channel lists and does not serve",
            expected="a file of the previous release, to see which licenses it includes",
            advice="check the channel, or list its files in a profile",
        )
    path: Path = site.room("base") / Path(file.name).name
    path.write_bytes(answer.body)
    return published.open(path)
