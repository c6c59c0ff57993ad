"""Judgements on delivered packages, opened: dangers, untruths, licenses, and the commit that they come from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from core.errors import Undecided
from core.findings import Finding
from delivery.transport import Package
from facts.archives.single_file import is_single
from facts.archives.source_tracing import place, strangers
from facts.indexes.listing import Offered
from profiles.schema.channels import Channel

Packages = Mapping[str, Package]


@dataclass(frozen=True)
class Origin:
    """The commit under release and its tree (git's ids by path)."""

    commit: str
    tree: Mapping[str, str]
    unread: Sequence[str] = ()  # submodules whose commit the checkout does not have


def dangers(packages: Packages) -> list[Finding]:
    """Return everything for which an archive must not be handed to anybody."""
    expected, fix = "plain files and directories with relative names", "build it again and find out who made it"
    return [
        Finding("unsafe-archive", name, 0, danger, expected, fix)
        for name, package in packages.items()
        for danger in package.archive.dangers
    ]


def untruths(packages: Packages) -> list[Finding]:
    """Return everything in which packages disagree with themselves."""
    return [fault for package in packages.values() for fault in package.faults]


def unlicensed(packages: Packages, wanted: Sequence[str]) -> list[Finding]:
    """Return the license files that packages lack."""
    return [
        Finding("license-missing", name, 0, f"no {license}", "the license inside", "add it to what the package includes")
        for name, package in packages.items()
        for license in wanted
        if not _is_single(package) and license not in {PurePosixPath(member).name for member in package.archive.members}
    ]


def lacking(packages: Packages, wanted: Sequence[str]) -> list[Finding]:
    """Return the planned paths that archives lack; a path counts below one common folder too."""
    return [
        Finding("content-missing", name, 0, f"no {path}", "every path of `contents`", "pack it, or correct the profile")
        for name, package in packages.items()
        for path in wanted
        if not _is_single(package)
        and not any(member == path or member.endswith(f"/{path}") for member in package.archive.members)
    ]


def _is_single(package: Package) -> bool:
    """A program by itself holds no other file: neither a license nor folders."""
    return is_single(package.archive)


def untraced(packages: Packages, origin: Origin, channel: Channel, offered: Sequence[Offered] = ()) -> list[Finding]:
    """Return what does not come from the commit under release; indexes name commits too."""
    _require_submodules(packages, origin, channel)
    stated = [(file.name, file.commit) for file in offered] + [(name, package.commit) for name, package in packages.items()]
    return [
        *(fault for name, commit in stated for fault in _other_commit(name, commit, origin.commit)),
        *(
            fault
            for name, package in packages.items()
            for fault in strangers(name, package.sources, origin.tree, channel.source, channel.generated)
        ),
    ]


def _require_submodules(packages: Packages, origin: Origin, channel: Channel) -> None:
    """Raise where a package holds files of a submodule that nothing can be compared with."""
    for name, package in packages.items():
        for path in package.sources:
            inside = next((one for one in origin.unread if place(path, channel.source).startswith(f"{one}/")), None)
            if inside is not None:
                raise Undecided(
                    got=f"{name} with {path}, and a checkout without the submodule {inside}",
                    expected=f"the commit of {inside} that the tag names",
                    advice=f"run `git submodule update --init --recursive {inside}` in the checkout, then run again",
                )


def _other_commit(name: str, stated: str | None, expected: str) -> list[Finding]:
    if stated in (None, expected):
        return []
    return [
        Finding(
            "other-commit",
            name,
            0,
            f"names the commit {stated}",
            f"{expected}, as the tag",
            "publish what was built from the tag",
        )
    ]
