"""What one channel delivers, asked step by step: each step is done once a run, whoever asks first."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from delivery.patience import TRANSIENT, wait_for
from delivery.results import Fetched, Installed, Looked, Ran, Seen
from delivery.site import Site
from delivery.transport import Package, Transport
from facts.archives.archive import hashed
from facts.errors import Fault, Undecided
from facts.indexes.listing import Listing, Offered

Result = TypeVar("Result")
Once = Callable[[str, Callable[[], Any]], Any]
Reach = Callable[[], AbstractContextManager[Transport]]


def _silent(_: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Delivered:
    """One channel of one release; `reach` opens the way to it, in staging by serving it first."""

    site: Site
    reach: Reach
    published: Transport  # where the base release is, whatever the stage
    once: Once
    tell: Callable[[str], None] = field(default=_silent)
    pace: float = 1.0  # seconds before the second look; doubled from look to look

    @cached_property
    def looked(self) -> Looked:
        """The index's view, waited for within the channel's budget."""
        return self._step("index", self._look, Looked)

    @property
    def listing(self) -> Listing:
        """What the index says of the target."""
        return self.looked.target

    @cached_property
    def arrived(self) -> Listing:
        """The same, for checks that need the version there."""
        if self.listing.there:
            return self.listing
        raise Undecided(
            got=f"no {self.site.version} of {self.site.channel.package} at {self.listing.source}",
            expected="the version there",
            advice=f"publish it or wait, then repeat `{self.site.repeat}`",
        )

    @cached_property
    def base(self) -> Listing:
        """What users have now, with the size of every file; where the index states none, the file is weighed."""
        return self._step("base", self._weigh, Listing)

    @cached_property
    def fetched(self) -> list[Fetched]:
        """Every file of the version, as it is served."""
        return self._step("files", self._fetch, list[Fetched])

    @cached_property
    def seen(self) -> Seen:
        """What the user's own client says."""
        return self._step("client", lambda: self._through(lambda transport: transport.seen()), Seen)

    @cached_property
    def installed(self) -> Installed:
        """A clean install by the user's own client, and its use."""
        return self._step("install", lambda: self._through(lambda transport: transport.install()), Installed)

    @cached_property
    def packages(self) -> dict[str, Package]:
        """Every delivered package, opened; a file without bytes is a Fault here."""
        opened = {file.name: self.published.open(_whole(file)) for file in self.fetched}
        return {name: package for name, package in opened.items() if package is not None}

    def text(self, name: str) -> str:
        """One delivered file as text."""
        file = next((file for file in self.fetched if file.name == name), Fetched(name, "", 0, fault="is not there"))
        return _whole(file).read_text("utf-8", "replace")

    @property
    def before_install(self) -> tuple[Ran, ...]:
        """The operations where nothing is installed; one that works even there proves nothing."""
        idle = [ran.command for ran in self.installed.before if not ran.status and ran.prints in ran.output]
        if idle:
            raise Undecided(
                got=f"`{idle[0]}` working where nothing is installed",
                expected="an operation that needs the package",
                advice="name another operation in the profile",
            )
        return self.installed.before

    @property
    def comparable(self) -> list[str]:
        """Files that the base has too."""
        site, before = self.site, {file.name.replace(self.site.base, "*") for file in self.base.offered}
        shared = [file.name for file in self.arrived.offered if file.name.replace(site.version, "*") in before]
        if shared:
            return shared
        raise Undecided(
            got=f"no file of {site.base} at {self.base.source} that goes by the same name but for the version",
            expected="the base release there, to compare sizes with",
            advice=f'name a base that users have, or say `debut = "{site.version}"` in the profile',
        )

    def _step(self, name: str, make: Callable[[], object], kind: type[Result]) -> Result:
        key = f"{self.site.stage}/{self.site.word}/{name}"
        return msgspec.convert(self.once(key, lambda: msgspec.to_builtins(make())), kind)

    def _through(self, ask: Callable[[Transport], object]) -> object:
        _ = self.arrived  # a client that finds nothing proves nothing
        with self.reach() as transport:
            return ask(transport)

    def _look(self) -> Looked:
        began = float(self.once(f"{self.site.stage}/began", time.time))
        with self.reach() as transport:
            target, waited = wait_for(
                lambda: transport.look(self.site.version), began + self.site.channel.budget, self.tell, self.pace
            )
        return Looked(target or Listing(self.site.channel.package, self.site.version, "its index"), waited)

    def _weigh(self) -> Listing:
        if self.site.channel.debut == self.site.version:  # nothing came before: it is held against itself
            return replace(self.arrived, offered=tuple(self._as_base(file) for file in self.fetched))
        base = self.published.look(self.site.base)
        return replace(base, offered=tuple(self._weighed(file) for file in base.offered))

    def _as_base(self, file: Fetched) -> Offered:
        return Offered(file.name.replace(self.site.version, self.site.base), "", size=file.size)

    def _weighed(self, file: Offered) -> Offered:
        return file if file.size is not None else replace(file, size=len(self.published.fetch(file).body))

    def _fetch(self) -> list[Fetched]:
        arrived = self.arrived
        with self.reach() as transport:
            # In staging the server has another port by now, so its addresses are asked for again.
            again = transport.look(self.site.version)
            if _names(again) != _names(arrived):
                raise _rolled_back(arrived, again)
            return [self._save(transport, file) for file in again.offered]

    def _save(self, transport: Transport, file: Offered) -> Fetched:
        path = self.site.room("files") / Path(file.name).name
        try:
            answer = transport.fetch(file)
        except TRANSIENT as trouble:
            return Fetched(file.name, "", 0, fault=f"cannot be downloaded: {trouble.got}")
        if answer.absent:
            return Fetched(file.name, "", 0, fault=f"is listed and not served (status {answer.status})")
        path.write_bytes(answer.body)
        try:
            return Fetched(file.name, str(path), len(answer.body), transport.digests(path))
        except Fault as unreadable:
            return Fetched(file.name, str(path), len(answer.body), fault=f"cannot be read: {unreadable.got}")


def _names(listing: Listing) -> list[str]:
    return [file.name for file in listing.offered]


def _rolled_back(first: Listing, second: Listing) -> Fault:
    return Undecided(
        got=f"{', '.join(_names(second)) or 'nothing'} at the second look at {first.source}",
        expected=f"{', '.join(_names(first))}, as at the first",
        advice="the index contradicts itself or was rolled back; look at it by hand before anything else",
    )


def _whole(file: Fetched) -> Path:
    if file.fault:
        raise _no_bytes(file)
    return Path(file.path)


def _no_bytes(file: Fetched) -> Fault:
    return Undecided(got=f"{file.name}: it {file.fault}", expected="its bytes", advice="see the check of its digest")


def sha256_of(folder: Path) -> dict[str, str]:
    """Return the sha256 of every file below a folder, by file name."""
    return {path.name: hashed(path.read_bytes())["sha256"] for path in sorted(folder.rglob("*")) if path.is_file()}
