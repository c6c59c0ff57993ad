"""What one channel delivers, asked step by step: each step is done once a run, whoever asks first."""

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from core.cached import kept
from core.errors import Unavailable, Undecided
from delivery.base_files import paths_of
from delivery.base_sizes import as_base, comparable, weighed
from delivery.channel_checks import missing
from delivery.fetching import attestations_of, fetch_again, whole
from delivery.package_checks import dangers
from delivery.polling import Patience, wait_for
from delivery.results import Fetched, Installed, Looked, Ran, Seen, Staged
from delivery.site import Site
from delivery.this_machine import require_users_here
from delivery.transport import Package, Staging, Transport
from facts.indexes.attestation_statements import Statement
from facts.indexes.listing import Listing, Offered
from facts.text.whole_version import holds

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
    tell: Callable[[str], None] = field(default=_silent)  # what is waited for; nothing any more, where it is empty
    pace: float = 1.0  # seconds before the second look; doubled from look to look
    sleep: Callable[[float], None] = time.sleep
    built: Callable[[], Mapping[str, str]] | None = None  # sha256 of the artifacts by name, where any were named

    @kept
    def looked(self) -> Looked:
        """The index's view, waited for within the channel's budget."""
        return self._step("index", self._look, Looked)

    @property
    def listing(self) -> Listing:
        """What the index says of the target."""
        return self.looked.target

    @kept
    def arrived(self) -> Listing:
        """The same, for checks that need the version there."""
        if self.listing.there:
            return self.listing
        one = missing(self.site, self.looked)
        raise Undecided(got=one.got, expected=one.expected, advice=one.fix, rule=one.rule, path=one.path)

    @kept
    def base(self) -> Listing:
        """What users have now, with the size of every file; where the index states none, the file is weighed."""
        if self.site.channel.first_version == self.site.version:  # nothing came before: it is held against itself
            return as_base(self.site, self.arrived, self.fetched)
        return self._step("base", lambda: weighed(self.published, self.published.look(self.site.base)), Listing)

    @kept
    def base_paths(self) -> list[str]:
        """What lies in the base's package, where a base came before."""
        if self.site.channel.first_version == self.site.version:
            return []
        try:
            base = self.base
        except (Unavailable, Undecided):
            return []  # the check of sizes asks for it too, and says so
        return self._step("base-paths", lambda: paths_of(self.site, self.published, base), list[str])

    @kept
    def fetched(self) -> list[Fetched]:
        """Every file of the version, as it is served."""
        arrived = self.arrived
        return self._step("files", lambda: self._fetch(arrived), list[Fetched])

    @kept
    def seen(self) -> Seen:
        """What the user's own client says."""
        return self.asked("client", lambda transport: transport.seen(), Seen)

    @kept
    def installed(self) -> Installed:
        """A clean install by the user's own client, and its use, on a machine that the profile names."""
        require_users_here(self.site)
        here = self._opened([(file.name, Path(file.path)) for file in self.fetched if not file.fault])
        found = dangers(here)
        if found:
            raise Undecided(
                got=f"{found[0].path}: {found[0].got}",
                expected="archives that a client may be given",
                advice="nothing was installed",
            )
        return self.asked("install", lambda transport: transport.install(), Installed)

    @kept
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

    @kept
    def statements(self) -> dict[str, list[Statement]]:
        """What the index's attestations say of each file, where they are owed."""
        if not self.owes_attestations:
            return {}
        offered = self.arrived.offered
        return self._step("attestations", lambda: self._attested(offered), dict[str, list[Statement]])

    def _attested(self, offered: Sequence[Offered]) -> dict[str, list[Statement]]:
        with self.reach() as transport:
            return {file.name: attestations_of(transport, file) for file in offered}

    def text(self, name: str) -> str:
        """One delivered file as text."""
        file = next((file for file in self.fetched if file.name == name), Fetched(name, "", 0, fault="is not there"))
        return whole(file).read_text("utf-8", "replace")

    @property
    def before_install(self) -> tuple[Ran, ...]:
        """The operations where nothing is installed; one that works even there proves nothing."""
        if not self.installed.before:
            raise Undecided(
                got="no operations configured",
                expected="something that an installed package does",
                advice=f"add one to `operations` of [channels.{self.site.word}]",
            )
        idle = [ran.command for ran in self.installed.before if not ran.status and holds(ran.output, ran.prints)]
        if idle:
            raise Undecided(
                got=f"`{idle[0]}` working where nothing is installed",
                expected="an operation that needs the package",
                advice="configure a different operation in the profile",
            )
        return self.installed.before

    @property
    def comparable(self) -> list[str]:
        """Files that the base has too."""
        return comparable(self.site, self.arrived, self.base)

    def asked(self, name: str, ask: Callable[[Any], object], kind: type[Result]) -> Result:
        """Ask the channel for one thing, once, when the version is there: a client that finds nothing proves nothing."""
        _ = self.arrived
        return self._step(name, lambda: self._reached(ask), kind)

    def _step(self, name: str, make: Callable[[], object], kind: type[Result]) -> Result:
        """Do one step; what it rests on is asked for before, so that every check's page tells each step once."""
        key = f"{self.site.stage}/{self.site.word}/{name}"
        return msgspec.convert(self.once(key, lambda: msgspec.to_builtins(make())), kind)

    def _reached(self, ask: Callable[[Any], object]) -> object:
        with self.reach() as transport:
            return ask(transport)

    def _look(self) -> Looked:
        began = float(self.once(f"{self.site.stage}/began", time.time))
        # What is served here comes no later, and neither does a release of the past.
        staged = self._staged()
        budget = 0.0 if staged or self.site.staged or self.site.past else self.site.channel.budget
        patience = Patience(began, budget, self.tell, self.pace, self.sleep)
        try:
            with self.reach() as transport:
                target, waited = wait_for(lambda: transport.look(self.site.version), patience)
        finally:
            self.tell("")
        return Looked(target or Listing(self.site.channel.package, self.site.version, "its index"), waited, staged)

    def _staged(self) -> Staged | None:
        """Ask for a version that waits for approval: no time brings it, and its bytes can be judged now.

        Only the package's maintainers may ask; to everybody else it is a version that has not arrived.
        """
        if self.site.staged or not self.site.channel.staged or not isinstance(self.published, Staging):
            return None
        if self.published.look(self.site.version).there:
            return None
        try:
            found = self.published.waiting(self.site.version)
        except Undecided:
            return None
        if found is None or self.built is None:
            return found
        return replace(found, is_built=found.sha256 in self.built().values())

    def _fetch(self, arrived: Listing) -> list[Fetched]:
        with self.reach() as transport:
            # In staging the server has another port by now, so its addresses are asked for again.
            return fetch_again(transport, arrived, self.site.room("files"))
