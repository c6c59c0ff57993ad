"""The real contract of a channel, held against a served one: each duty by its name, with what came of it."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core import recording
from core.errors import Fault
from core.examined import Examine, control
from core.findings import Finding
from core.http_client import Limits, Web
from delivery.channels.crates.trusted_publishing import Publisher
from delivery.channels.github import default_contents
from delivery.contract import ChannelContract
from delivery.delivered import Delivered
from delivery.index_attestations import Source
from delivery.package_checks import Origin
from delivery.package_subjects import subjects
from delivery.site import Site
from delivery.transport import Transport
from facts.github.gh_release_attestation import ReleaseAttestation
from facts.indexes.signatures import Trust
from profiles.schema.channels import Channel
from tests.servers import attesting

QUICK = Limits(budget=0.8, total=1.5, silence=0.7, size=2**22, redirects=4)
PATIENT = Limits(budget=20.0, total=30.0, silence=15.0, size=2**22, redirects=4)
_CLIENT = ("client", "install", "installed")


@dataclass(frozen=True)
class Came:
    """What came of one duty."""

    outcome: str  # passed, failed or error
    message: str = ""
    findings: tuple[Finding, ...] = ()


@dataclass
class Memory:
    """Work done once, as the run's own `once` does it."""

    done: dict[str, Any] = field(default_factory=dict)

    def __call__(self, key: str, make: Callable[[], Any]) -> Any:
        """Make or reuse."""
        if key not in self.done:
            try:
                self.done[key] = make()
            except Fault as fault:
                self.done[key] = fault
        if isinstance(self.done[key], Fault):
            raise self.done[key]
        return self.done[key]


def site(word: str, channel: Channel, folder: Path, address: str, version: str = "1.1.0", base: str = "1.0.0") -> Site:
    """A channel that is served at an address of ours."""
    return Site(word, channel, version, base, "delivery", folder, "pytest ...", address)


def delivered(kind: Callable[[Site, Web], Transport], at: Site, limits: Limits = QUICK) -> Delivered:
    """What the channel delivers."""

    @contextmanager
    def reach() -> Iterator[Transport]:
        yield kind(at, Web(limits))

    return Delivered(at, reach, kind(at, Web(limits)), Memory(), pace=0.2)


def duties(contract: type[ChannelContract], client: bool) -> list[str]:
    """The names of the contract's checks, with or without those that start the channel's client."""
    names = [name for name in dir(contract) if name.startswith("test_")]
    return [name for name in names if client or not any(word in name for word in _CLIENT)]


def held(
    contract: type[ChannelContract],
    subject: Delivered,
    origin: Origin,
    built: Mapping[str, str],
    client: bool = False,
    **more: Any,
) -> dict[str, Came]:
    """Hold a channel to its contract."""
    return {name: _came(contract, name, subject, {"origin": origin, "built": built, **more}) for name in duties(contract, client)}


def came(contract: type[ChannelContract], name: str, subject: Delivered, origin: Origin, **more: Any) -> Came:
    """Hold a channel to one duty."""
    return _came(contract, name, subject, {"origin": origin, **more})


def _source(subject: Delivered) -> Source:
    """What attestations have to name, and the Sigstore that signs them in tests."""
    trust = Trust(attesting.trusted(subject.site.room("trust")))
    return Source(
        "owner/demo", "c" * 40, refs=(attesting.REF,), workflows=(attesting.WORKFLOW,), trust=trust, host=attesting.HOST
    )


def _of_release_pages(subject: Delivered) -> dict[str, Callable[[], Any]]:
    """The fixtures of the release page's own module."""
    contents, at = subject.site.channel.contents, subject.site
    return {
        "wanted": lambda: contents or default_contents.programs(at),
        "even": lambda: {} if contents else default_contents.by_platform(subject.packages, at),
        "release_attestation": lambda: subject.asked("release attestation", lambda one: one.attestation(), ReleaseAttestation),
    }


def _came(contract: type[ChannelContract], name: str, subject: Delivered, more: Mapping[str, Any]) -> Came:
    page, test = recording.new_page(), getattr(contract(), name)
    makers = {
        "delivered": lambda: subject,
        "delivered_here": lambda: subject,
        "control": lambda: control,
        "examine": Examine,
        "recorded": lambda: subject.fetched,
        "source": lambda: _source(subject),
        "owed": lambda: subject.fetched,
        "subjects": lambda: subjects(subject.site, subject.fetched),
        "comparable": lambda: subject.comparable,
        **_of_release_pages(subject),
        "publication": lambda: subject.asked("publication", lambda one: one.publication(), dict[str, str]),
        "publisher": lambda: Publisher("owner/demo", "c" * 40, "", (attesting.WORKFLOW,)),
        "run": lambda: None,
        **{key: (lambda value=value: value) for key, value in more.items()},
    }
    try:
        test(**{key: makers[key]() for key in inspect.signature(test).parameters})
    except AssertionError as error:
        found = tuple(page.findings)
        return Came("failed", "\n".join(map(str, found)) or str(error), found)
    except Fault as fault:
        return Came("error", str(fault))
    return Came("passed") if page.examined and page.control else Came("error", "passed without examining or without a control")


def offences(outcomes: Mapping[str, Came]) -> dict[str, str]:
    """The duties that were not met, with their messages."""
    return {name: f"{came.outcome}: {came.message}" for name, came in outcomes.items() if came.outcome != "passed"}
