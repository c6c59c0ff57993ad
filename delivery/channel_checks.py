"""The judgements of the contract: each takes what was answered and returns the sentences that speak against it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from fnmatch import fnmatchcase

from delivery.results import Fetched, Installed, Looked, Ran, Seen
from delivery.site import Site
from facts.indexes.listing import Listing

_STRONG = ("sha256", "sha384", "sha512", "h1")


def absence(site: Site, looked: Looked) -> list[str]:
    """Return why a user cannot get the version, or does not get it by default."""
    listing = looked.target
    where = f"{site.channel.package} at {listing.source}"
    if looked.waited.symptom:
        return [
            f"{where}: {looked.waited.symptom};"
            f" look at the index's status page, wait {site.channel.budget:.0f} s, then repeat `{site.repeat}`"
        ]
    if not listing.there:
        return [_not_there(site, looked, where)]
    if listing.default != listing.version:
        return [
            f"{where}: a user who names no version gets {listing.default or 'nothing'}, expected {listing.version};"
            " publish or promote it, or verify the release that is newest"
        ]
    return []


def _not_there(site: Site, looked: Looked, where: str) -> str:
    known, files = ", ".join(looked.target.versions[-3:]) or "none", ", ".join(site.files) or "nothing planned"
    if site.staged:
        return f"{where} has no version {site.version} ({files}) among the artifacts; build it, then repeat `{site.repeat}`"
    return (
        f"{where} has no version {site.version} ({files}; the newest there: {known}) after {looked.waited.seconds:.0f} s;"
        f" wait {site.channel.budget:.0f} s more if publishing has just ended, then repeat `{site.repeat}`"
    )


def withdrawal(listing: Listing) -> list[str]:
    """Return the files that the channel tells users not to take."""
    return [
        f"{file.name} is withdrawn ({file.withdrawn or 'no reason given'}); supersede it by a patch release"
        for file in listing.offered
        if file.withdrawn is not None
    ]


def inventory(site: Site, offered: Sequence[str]) -> list[str]:
    """Return planned files that are missing or there more than once, files that nobody planned, and names given twice."""
    unplanned = [name for name in offered if site.planned(name) is None]
    twice = sorted({name for name in offered if list(offered).count(name) > 1})
    return [
        *(fault for pattern, file in site.files.items() for fault in _unmatched(pattern, file.platform, set(offered))),
        *(f"{name} is there and not planned; plan it or find out who published it" for name in unplanned),
        *(f"{name} is there twice" for name in twice),
    ]


def _unmatched(pattern: str, platform: str, offered: Collection[str]) -> list[str]:
    found = sorted(name for name in offered if fnmatchcase(name, pattern))
    if not found:
        return [f"{pattern} is planned{_for(platform)} and not there"]
    return [f"{' and '.join(found)} are there, one file{_for(platform)} is planned"] if len(found) > 1 else []


def _for(platform: str) -> str:
    return f" for {platform}" if platform else ""


def digests(listing: Listing, fetched: Iterable[Fetched]) -> list[str]:
    """Return files whose bytes are not what the index says of them, or of which it says nothing."""
    served = {file.name: file for file in fetched}
    return [
        f"{offered.name}: {wrong}"
        for offered in listing.offered
        for wrong in _byte_faults(offered.digests, offered.size, served.get(offered.name))
    ]


def _byte_faults(stated: Mapping[str, str], size: int | None, served: Fetched | None) -> list[str]:
    if served is None:
        return ["was not fetched"]
    if served.fault or served.flaw:
        return [str(served.fault or served.flaw)]
    strong = [name for name in stated if name in _STRONG]
    faults = [
        f"{name} is {served.digests.get(name, 'unknown')}, the index says {stated[name]}; these are other bytes"
        for name in strong
        if stated[name] != served.digests.get(name)
    ]
    if not strong:
        faults.append(f"the index states no digest for it that can be trusted ({' or '.join(_STRONG)})")
    if size is not None and size != served.size:
        faults.append(f"{served.size} bytes, the index says {size}")
    return faults


def rebuilt(fetched: Iterable[Fetched], built: Mapping[str, str]) -> list[str]:
    """Return files that are not byte for byte what the build run made (sha256 by name)."""
    return [f"{file.name} {_unlike(file, built)}" for file in fetched if file.fault or built.get(file.name) != file.sha256]


def _unlike(file: Fetched, built: Mapping[str, str]) -> str:
    if file.fault:
        return f"{file.fault}, so that there is nothing to compare"
    return "is other bytes than the build run made" if file.name in built else "is not an artifact of the build run"


def growth(site: Site, base: Listing, fetched: Iterable[Fetched]) -> list[str]:
    """Return files that grew beyond the bound since their counterpart in the base."""
    before = {site.slot(file.name, site.base): file.size for file in base.offered}
    return [
        f"{file.name} has {file.size} bytes, {file.size / old:.1f} times the {old} of {site.base}"
        f" (bound {site.channel.growth}); find out what was added, or raise the bound"
        for file in fetched
        if (old := before.get(site.slot(file.name, site.version))) and file.size > old * site.channel.growth
    ]


def disagreement(listing: Listing, seen: Seen) -> list[str]:
    """Return where the client's own view differs from the index's."""
    if seen.default == listing.default:
        return []
    return [
        f"{seen.client} takes {seen.default or 'nothing'}, the index offers {listing.default or 'nothing'};"
        " compare what both are configured to ask"
    ]


def uninstallable(ran: Ran) -> list[str]:
    """Return why the client's install did not go through."""
    return [f"`{ran.command}` exits {ran.status}: {ran.tail}"] if ran.status else []


def unusable(installed: Installed, ran: Sequence[Ran]) -> list[str]:
    """Return operations that do not work, though the install may have exited 0."""
    said = f"the install exits {installed.install.status} and "
    return [
        f"{said}`{one.command}` {f'exits {one.status}' if one.status else f'does not print {one.prints!r}'}: {one.tail}"
        for one in ran
        if one.status or one.prints not in one.output
    ]


def unattested(listing: Listing, owed: bool) -> list[str]:
    """Return files without an attestation, where one is owed."""
    missing = [file.name for file in listing.offered if owed and not file.attested]
    return [f"{name} offers no attestation; publish it from the workflow that attests" for name in missing]
