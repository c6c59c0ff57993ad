"""What one channel delivers, asked step by step: each step is done once a run, whoever asks first."""

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from delivery.fetching import attestations_of, fetch_again, whole
from delivery.machine import require_users_here
from delivery.opened import dangers
from delivery.patience import wait_for
from delivery.results import Fetched, Installed, Looked, Ran, Seen
from delivery.site import Site
from delivery.transport import Package, Transport
from delivery.weighing import as_base, comparable, weighed
from facts.errors import Undecided
from facts.indexes.listing import Listing
from facts.indexes.statements import Statement

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
        """A clean install by the user's own client, and its use, on a machine that the profile names."""
        require_users_here(self.site)
        return self._step("install", self._install, Installed)

    @cached_property
    def packages(self) -> dict[str, Package]:
        """Every delivered package, opened; a file without bytes is a Fault here."""
        return self._opened([(file.name, whole(file)) for file in self.fetched])

    def _opened(self, files: Sequence[tuple[str, Path]]) -> dict[str, Package]:
        opened = {name: self.published.open(path) for name, path in files}
        return {name: package for name, package in opened.items() if package is not None}

    @property
    def owes_attestations(self) -> bool:
        """Whether the profile says so; before anything is published nobody can have attested it there."""
        return self.site.channel.attested and not self.site.staged

    @cached_property
    def statements(self) -> dict[str, list[Statement]]:
        """What the index's attestations say of each file, where they are owed."""
        return self._step("attestations", self._attested, dict[str, list[Statement]]) if self.owes_attestations else {}

    def _attested(self) -> dict[str, list[Statement]]:
        with self.reach() as transport:
            return {file.name: attestations_of(transport, file) for file in self.arrived.offered}

    def text(self, name: str) -> str:
        """One delivered file as text."""
        file = next((file for file in self.fetched if file.name == name), Fetched(name, "", 0, fault="is not there"))
        return whole(file).read_text("utf-8", "replace")

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
        return comparable(self.site, self.arrived, self.base)

    def _step(self, name: str, make: Callable[[], object], kind: type[Result]) -> Result:
        key = f"{self.site.stage}/{self.site.word}/{name}"
        return msgspec.convert(self.once(key, lambda: msgspec.to_builtins(make())), kind)

    def _through(self, ask: Callable[[Transport], object]) -> object:
        _ = self.arrived  # a client that finds nothing proves nothing
        with self.reach() as transport:
            return ask(transport)

    def _look(self) -> Looked:
        began = float(self.once(f"{self.site.stage}/began", time.time))
        deadline = began if self.site.staged else began + self.site.channel.budget
        with self.reach() as transport:
            target, waited = wait_for(lambda: transport.look(self.site.version), deadline, self.tell, self.pace)
        return Looked(target or Listing(self.site.channel.package, self.site.version, "its index"), waited)

    def _install(self) -> object:
        here = self._opened([(file.name, Path(file.path)) for file in self.fetched if not file.fault])
        found = dangers(here)
        if found:
            raise Undecided(got=found[0], expected="archives that a client may be given", advice="nothing was installed")
        return self._through(lambda transport: transport.install())

    def _weigh(self) -> Listing:
        if self.site.channel.debut == self.site.version:  # nothing came before: it is held against itself
            return as_base(self.site, self.arrived, self.fetched)
        return weighed(self.published, self.published.look(self.site.base))

    def _fetch(self) -> list[Fetched]:
        arrived = self.arrived
        with self.reach() as transport:
            # In staging the server has another port by now, so its addresses are asked for again.
            return fetch_again(transport, arrived, self.site.room("files"))
