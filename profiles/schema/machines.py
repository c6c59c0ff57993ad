"""Machines whose users a release serves: what this one is, and on which of them a user's own client has to be tried."""

import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

OFFICIAL, PREVIEW = "official", "preview"
_PROCESSORS = {"amd64": "x86_64", "aarch64": "arm64"}


@dataclass(frozen=True)
class Machine:
    """A kind of machine on which a check has to run."""

    name: str  # such as darwin-arm64; darwin is any machine of that system; empty is any machine at all
    tier: str = OFFICIAL
    row: str = ""  # what names it in a check's id; empty where it is the only one

    @property
    def is_here(self) -> bool:
        """Whether this machine is one."""
        return covers(self.name, here())


def here() -> str:
    """Return what this machine is, such as linux-x86_64."""
    processor = platform.machine().lower()
    return f"{platform.system().lower()}-{_PROCESSORS.get(processor, processor)}"


def covers(name: str, machine: str) -> bool:
    """Return whether a machine is of the kind that a name stands for."""
    return name in ("", machine) or machine.startswith(f"{name}-")


def owed(hosts: Sequence[str], served: Mapping[str, str]) -> tuple[Machine, ...]:
    """Return the machines to look at: those that get something of their own (with their tiers), of the hosts named.

    A host that is named and gets nothing of its own stands for itself. Where nothing official is left any machine will do,
    and so that ids stay what they are as a profile grows, a single official machine names no row.
    """
    wanted = dict(_of(hosts, served)) if hosts else served
    official = [name for name, tier in wanted.items() if tier == OFFICIAL] or [""]
    preview = [name for name, tier in wanted.items() if tier == PREVIEW]
    named = [Machine(name, OFFICIAL, name if len(official) > 1 else "") for name in official]
    return (*named, *(Machine(name, PREVIEW, name) for name in preview))


def _of(hosts: Sequence[str], served: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    for host in hosts:
        covered = [(name, tier) for name, tier in served.items() if covers(host, name)]
        yield from covered or [(host, OFFICIAL)]
