"""What the base release had on a channel and the plan of the target leaves out: files, license files, checksums, attestations."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from core.errors import Unavailable, Undecided
from core.findings import Finding
from delivery.base_plan import checksums_of, licenses_of, opened_of, spelt
from delivery.site import Site
from delivery.transport import Transport
from facts.indexes.listing import Offered

# The age of the system that a wheel asks for may change from release to release.
_AGE = re.compile(r"(?:many|musl)linux_?\d+(?:_\d+)?_|macosx_\d+_\d+_")
_DEPTH = 3  # demo-1.0.dist-info/licenses/LICENSE
_NOBODYS = "nobody-has-this.tar.gz"


@dataclass(frozen=True)
class Had:
    """What a channel had of the base release; `reason` is why nobody can tell."""

    site: Site
    names: tuple[str, ...] = ()
    licenses: tuple[str, ...] = ()  # that every package has, on top or next to its metadata
    checksums: str = ""
    attested: bool = False  # every file
    reason: str = ""

    @property
    def with_another_file(self) -> "Had":
        """The same channel with a file that no plan has: the known-bad input."""
        return replace(self, names=(*self.names, _NOBODYS), reason="")


def had(site: Site, published: Transport) -> Had:
    """Ask a channel what the base release had there."""
    try:
        base = published.look(site.base)
        if not base.there:
            is_first = site.channel.first_version == site.version
            return Had(site, reason="" if is_first else f"no {site.base} there, and first_version does not say that none was")
        licenses = licenses_of(opened_of(site, published, base), _DEPTH)
        attested = all(file.attested for file in base.offered)
        return Had(site, _names(base.offered), licenses, checksums_of(base), attested)
    except (Unavailable, Undecided) as fault:
        return Had(site, reason=str(fault))


def _names(offered: Collection[Offered]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(file.name for file in offered if not file.withdrawn))


def dropped(channels: Collection[Had], excluded: Collection[str]) -> list[Finding]:
    """List what no plan has and nobody left out with a reason; a channel without an answer proves nothing."""
    found = [finding for one in channels for finding, name in _dropped(one) if name not in excluded]
    silent = [f"{one.site.word} ({one.reason})" for one in channels if one.reason]
    if silent and not found:
        raise Undecided(
            got=f"no answer from {'; '.join(silent)}",
            expected="what the base release had there",
            advice="run again with network, import the evidence of a machine that has it, or set first_version of the channel",
        )
    return found


def _dropped(one: Had) -> Iterator[tuple[Finding, str]]:
    word, channel, version = one.site.word, one.site.channel, one.site.in_names(one.site.base)
    for lost in _unplanned(one):
        name = f"{word} {spelt(lost, version)}"
        words = _said(one, f"{lost}, which matches no planned file", name, "files")
        yield Finding("file-dropped", word, 0, *words), name
    for lost in sorted(set(one.licenses) - set(channel.licenses)):
        words = _said(one, f"{lost} in its packages", f"{word} {lost}", "licenses")
        yield Finding("license-dropped", word, 0, *words), f"{word} {lost}"
    if one.checksums and not channel.checksums:
        words = _said(one, f"the checksums {one.checksums}", f"{word} checksums", "checksums")
        yield Finding("checksums-dropped", word, 0, *words), f"{word} checksums"
    if one.attested and not channel.attested:
        words = _said(one, "an attestation of every file", f"{word} attestations", "attested")
        yield Finding("attestations-dropped", word, 0, *words), f"{word} attestations"


def _said(one: Had, what: str, name: str, key: str) -> tuple[str, str, str]:
    fix = f'add it to `{key}` of [channels.{one.site.word}], or write preflight.excluded "{name}" with the reason'
    return f"{one.site.base} had {what}", "it planned for the target, or left out with a reason", fix


def _unplanned(one: Had) -> list[str]:
    """Return the names that no plan stands for; of two systems' ages each plan stands for one file."""
    version = one.site.in_names(one.site.base)
    plans = [file.name.replace("{version}", version) for file in one.site.channel.files]
    rest = [name for name in one.names if not any(fnmatchcase(name, plan) for plan in plans)]
    free = [plan for plan in plans if not any(fnmatchcase(name, plan) for name in one.names)]
    lost = []
    for name in rest:
        plan = next((plan for plan in free if fnmatchcase(_ageless(name), _ageless(plan))), None)
        if plan is None:
            lost.append(name)
        else:
            free.remove(plan)
    return lost


def _ageless(name: str) -> str:
    return _AGE.sub(lambda found: re.sub(r"_?(?<!\d)\d+(?:_\d+)?_$", "_", found.group()), name)
