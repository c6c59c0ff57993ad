"""The judgements of the contract: each takes what was answered and returns the findings that speak against it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase

from core.findings import Finding
from delivery.results import Fetched, Installed, Looked, Ran, Seen, Staged
from delivery.site import Site
from facts.indexes.listing import Listing
from facts.text.whole_version import holds

_STRONG = ("sha256", "sha384", "sha512", "h1")


def absence(site: Site, looked: Looked) -> list[Finding]:
    """Return why a user cannot get the version, or does not get it by default."""
    listing = looked.target
    where = f"{site.channel.package} at {listing.source}"
    if looked.waited.symptom:
        advice = f"check the index's status page, wait {site.channel.budget:.0f} s, then run `{site.repeat}` again"
        return [Finding("index-unreachable", where, 0, looked.waited.symptom, "an answer", advice)]
    if not listing.there:
        return [missing(site, looked)]
    if listing.default != listing.version and not (site.past and listing.default):
        got, advice = (
            f"{listing.default or 'nothing'} as the default version",
            "publish or promote it, or verify the newest",
        )
        return [Finding("not-the-default", where, 0, got, listing.version, advice)]
    return []


def missing(site: Site, looked: Looked) -> Finding:
    """Say that the version is not there: one finding, whichever check needs it."""
    where = f"{site.channel.package} at {looked.target.source}"
    known, files = ", ".join(looked.target.versions[-3:]) or "none", ", ".join(site.files) or "nothing planned"
    if looked.staged:
        return _unapproved(site, where, looked.staged)
    if site.staged:
        got, advice = f"no version {site.version} ({files}) among the artifacts", f"build it, then run `{site.repeat}` again"
    else:
        got = f"no version {site.version} ({files}; the newest there: {known}) after {looked.waited.seconds:.0f} s"
        advice = f"wait {site.channel.budget:.0f} s more if publishing has just ended, then run `{site.repeat}` again"
    return Finding("version-missing", where, 0, got, "the version", advice)


def _unapproved(site: Site, where: str, staged: Staged) -> Finding:
    """Say what a maintainer has to decide on a version that was uploaded: the command is never typed for them."""
    got = f"version {site.version} is staged as {staged.id} (sha256 {staged.sha256[:12]}) and not approved"
    if staged.is_built is False:
        fix = f"type `{staged.reject}`, and find out who uploaded it"
        return Finding(
            "staged-bytes-differ", where, 0, f"{got}; no artifact of the build has these bytes", "the built bytes", fix
        )
    if staged.is_built is None:
        return Finding(
            "awaiting-approval", where, 0, got, "an approved version", "pass --build-run-id=N to compare its bytes first"
        )
    return Finding(
        "awaiting-approval", where, 0, got, "an approved version", f"type `{staged.approve}`, then run `{site.repeat}` again"
    )


def withdrawal(listing: Listing) -> list[Finding]:
    """Return the files that the channel tells users not to take."""
    return [
        Finding(
            "withdrawn", file.name, 0, f"withdrawn ({file.withdrawn or 'no reason given'})", "", "supersede it by a patch release"
        )
        for file in listing.offered
        if file.withdrawn is not None
    ]


def inventory(site: Site, offered: Sequence[str]) -> list[Finding]:
    """Return planned files that are missing or there more than once, files that nobody planned, and names given twice."""
    unplanned = [name for name in offered if site.planned(name) is None]
    twice = sorted({name for name in offered if list(offered).count(name) > 1})
    advice = "plan it or find out who published it"
    return [
        *(fault for pattern, file in site.files.items() for fault in _unmatched(pattern, file.platform, set(offered))),
        *(Finding("file-unplanned", name, 0, "is there", "planned files only", advice) for name in unplanned),
        *(Finding("file-twice", name, 0, "is on the channel twice", "once", "check the index manually") for name in twice),
    ]


def _unmatched(pattern: str, platform: str, offered: Collection[str]) -> Iterator[Finding]:
    found = sorted(name for name in offered if fnmatchcase(name, pattern))
    wanted = f"the planned file{f' for {platform}' if platform else ''}"
    if not found:
        yield Finding("file-missing", pattern, 0, "is not on the channel", wanted, "publish it, or correct the plan")
    elif len(found) > 1:
        yield Finding("file-ambiguous", pattern, 0, " and ".join(found), wanted, "plan each of them, or publish one")


def digests(listing: Listing, fetched: Iterable[Fetched]) -> list[Finding]:
    """Return files whose bytes are not what the index says of them, or of which it says nothing."""
    served = {file.name: file for file in fetched}
    return [
        wrong
        for offered in listing.offered
        for wrong in (
            *_byte_faults(offered.name, offered.digests, offered.size, served.get(offered.name)),
            *_unsigned(offered.name, offered.unsigned),
        )
    ]


def _unsigned(name: str, reason: str) -> Iterator[Finding]:
    """The registry's own signature is over the digest that the index states."""
    if reason:
        fix = "compare with the output of `npm audit signatures`, and find out who published it"
        yield Finding("registry-signature", name, 0, reason, "a signature by a key of the registry that had not ended", fix)


def _byte_faults(name: str, stated: Mapping[str, str], size: int | None, served: Fetched | None) -> Iterator[Finding]:
    if served is None or served.fault or served.flaw:
        got = "was not fetched" if served is None else str(served.fault or served.flaw)
        yield Finding("file-unreadable", name, 0, got, "the file's bytes", "publish it again, or run the check again")
        return
    strong = [each for each in stated if each in _STRONG]
    for each in strong:
        if stated[each] != served.digests.get(each):
            got = f"{each} {served.digests.get(each, 'unknown')}"
            yield Finding("digest-mismatch", name, 0, got, f"{stated[each]}, as on the index", "find out who changed the bytes")
    if not strong:
        yield Finding("no-digest", name, 0, "no digest that can be trusted", " or ".join(_STRONG), "use an index that states one")
    if size is not None and size != served.size:
        yield Finding(
            "size-mismatch", name, 0, f"{served.size} bytes", f"{size}, as on the index", "find out who changed the bytes"
        )


def rebuilt(fetched: Iterable[Fetched], built: Mapping[str, str]) -> list[Finding]:
    """Return files that are not byte for byte what the build run made (sha256 by name)."""
    return [
        Finding("not-the-built-bytes", file.name, 0, _unlike(file, built), "the bytes of the build run", "publish what was built")
        for file in fetched
        if file.fault or built.get(file.name) != file.sha256
    ]


def _unlike(file: Fetched, built: Mapping[str, str]) -> str:
    if file.fault:
        return f"{file.fault}, nothing to compare"
    return "other bytes" if file.name in built else "no artifact of the build run"


def growth(site: Site, base: Listing, fetched: Iterable[Fetched]) -> list[Finding]:
    """Return files that grew beyond the bound since their counterpart in the base."""
    before = {site.slot(file.name, site.base): file.size for file in base.offered}
    bound, fix = site.channel.growth, "find out what was added, or raise the bound"
    return [
        Finding("size-growth", file.name, 0, f"{file.size} bytes", f"at most {bound} times the {old} of {site.base}", fix)
        for file in fetched
        if (old := before.get(site.slot(file.name, site.version))) and file.size > old * bound
    ]


def disagreement(listing: Listing, seen: Seen) -> list[Finding]:
    """Return where the client's own view differs from the index's."""
    if seen.default == listing.default:
        return []
    got, expected = f"{seen.client} chooses {seen.default or 'nothing'}", f"{listing.default or 'nothing'}, as the index offers"
    return [Finding("client-disagrees", listing.package, 0, got, expected, "compare what both are configured to use")]


def uninstallable(ran: Ran) -> list[Finding]:
    """Return why the client's install did not go through."""
    fix = "run the command manually in an environment where nothing is installed"
    return (
        [Finding("install-fails", "", 0, f"`{ran.command}` exits {ran.status}: {ran.tail}", "exit 0", fix)] if ran.status else []
    )


def unbuildable(installed: Installed) -> list[Finding]:
    """Return why the source distribution cannot be built, installed and used where no wheel is in reach."""
    fix = "pack what its build needs, and try it where the repository is not"
    return [
        Finding("source-build-fails", "", 0, f"`{ran.command}` exits {ran.status}: {ran.tail}", "exit 0", fix)
        for ran in installed.source
        if ran.status or not holds(ran.output, ran.prints)
    ]


def unusable(installed: Installed, ran: Sequence[Ran]) -> list[Finding]:
    """Return operations that do not work, though the install may have exited 0."""
    return [_unusable(installed, one) for one in ran if one.status or not holds(one.output, one.prints)]


def _unusable(installed: Installed, one: Ran) -> Finding:
    wrong = f"exits {one.status}" if one.status else "exits 0 without it"
    got = f"`{one.command}` {wrong} after an install that exits {installed.install.status}: {one.tail}"
    return Finding("operation-fails", "", 0, got, f"exit 0 and {one.prints!r}", "correct what is packed")


def unattested(listing: Listing, owed: bool) -> list[Finding]:
    """Return files without an attestation, where one is required."""
    missing = [file.name for file in listing.offered if owed and not file.attested]
    fix = "publish it from the workflow that attests"
    return [Finding("no-attestation", name, 0, "no attestation offered", "one for every file", fix) for name in missing]
