"""A release on all its channels, in one stage."""

import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import msgspec

from core.errors import Undecided
from core.http_client import Web
from delivery.base_plan import of_base, stored
from delivery.built_artifacts import Built
from delivery.channel_access import reach
from delivery.channel_kinds import TRANSPORTS
from delivery.delivered import Delivered, Once
from delivery.site import Site
from delivery.tag_tree import tree_of
from delivery.transport import Transport
from facts.github.failure import failure_of
from facts.github.gh_api import Forge, forge_of
from facts.github.runs import RunRecord, read, run_document, there
from facts.vcs.git import Checkout
from profiles.release import DISCOVERED, release_options
from profiles.schema.channels import Channel

_USUAL = "release-profile.toml"  # found without being named


class Released(Protocol):
    """What a channel has to know of the release under verification."""

    @property
    def target(self) -> Any:
        """The tag that was released."""
        ...

    @property
    def base(self) -> Any:
        """The tag that users had before."""
        ...

    @property
    def project(self) -> Path:
        """The checkout."""
        ...

    @property
    def home(self) -> Path:
        """Where the user's own checkout lies, which may have been read into a snapshot."""
        ...

    @property
    def profile(self) -> Any:
        """What is true of the project."""
        ...

    @property
    def profile_name(self) -> str:
        """What the profile is called on the command line."""
        ...

    @property
    def as_of_release(self) -> bool:
        """Whether a past release is looked at: what came later is no fault of it."""
        ...

    @property
    def is_sample(self) -> bool:
        """Whether it is the release that comes with the suite."""
        ...

    @property
    def artifacts(self) -> Path | None:
        """Built artifacts, where a folder was named."""
        ...

    @property
    def build_run_id(self) -> int | None:
        """The build run, where one was named."""
        ...

    @property
    def publish_run_id(self) -> int | None:
        """The publish run, where one was named."""
        ...


@dataclass(frozen=True)
class Delivery:
    """Every channel that the profile names."""

    release: Released
    stage: str
    folder: Path
    once: Once
    tell: Callable[[str, str], None]
    room: Path  # where a build run's artifacts go

    @property
    def built(self) -> Built:
        """The artifacts that were built, for staging and to compare bytes with."""
        release = self.release
        is_given = release.artifacts is not None or release.build_run_id is not None
        # Where nothing was built, no channel is asked what its base had: one that does not answer stops no other.
        sites = [self.site(word) for word in self.channels] if is_given else []
        wanted = [name for site in sites for name in (*site.files, f"{site.channel.package}.rb")]  # a tap's formula too
        return Built(release.artifacts, release.build_run_id, lambda: _forge(release), wanted, self.room, self.once)

    @property
    def channels(self) -> dict[str, Channel]:
        """The channels of the profile, by word."""
        return dict(self.release.profile.channels)

    @property
    def official(self) -> list[str]:
        """The words of the channels that block."""
        return [word for word, channel in self.channels.items() if channel.tier == "official"]

    def channel(self, word: str) -> Delivered:
        """Return what one channel delivers."""
        site = self.site(word)
        kind = TRANSPORTS.get(site.channel.transport or word)
        if kind is None:
            raise Undecided(
                got=f"[channels.{word}] without a transport", expected=f"one of {', '.join(TRANSPORTS)}", advice="name it"
            )
        tell = partial(self.tell, word)
        return Delivered(
            site, reach(site, kind, lambda: self.built.folder), kind(site, Web()), self.once, tell, built=self._digests
        )

    @property
    def _digests(self) -> Callable[[], Mapping[str, str]] | None:
        return (lambda: self.built.digests) if self.built.given else None

    def site(self, word: str) -> Site:
        """Return the channel as the profile plans it."""
        channel = self.channels.get(word)
        if channel is None:
            raise Undecided(got=f"no [channels.{word}] in the profile", expected="its plan", advice="add it, or its reason")
        made = self._planned(word, channel)
        return made if made.channel.files or not self._is_discovered or self.release.base.is_none else self._of_base(made)

    def _planned(self, word: str, channel: Channel) -> Site:
        target, base = self.release.target, self.release.base
        folder, tags = self.folder / word, self.release.profile.project.tags
        kind = TRANSPORTS.get(channel.transport or word)
        return Site(
            word,
            channel.at(target.version),
            target.version,
            base.version,
            self.stage,
            folder,
            self.repeat(word),
            tags=tags,
            normalizes=getattr(kind, "normalizes_versions", False),
            past=self.release.as_of_release,
        )

    @property
    def planned_channels(self) -> list[tuple[Site, Transport]]:
        """The official channels for which files are planned, with the way to ask them."""
        sites = [self._planned(word, channel) for word, channel in self.channels.items() if channel.tier == "official"]
        kinds = [(site, TRANSPORTS.get(site.channel.transport or site.word)) for site in sites if site.channel.files]
        return [(site, kind(site, Web())) for site, kind in kinds if kind is not None]

    @property
    def _is_discovered(self) -> bool:
        """Whether a channel without planned files is held to what its base had."""
        return self.release.profile_name == DISCOVERED or bool(self.release.profile.project.discover)

    def _of_base(self, site: Site) -> Site:
        kind = TRANSPORTS.get(site.channel.transport or site.word)
        if kind is None:
            return site
        make = lambda: stored(of_base(site, kind(site, Web()), self._tree(self.release.base), self._tree(self.release.target)))  # noqa: E731
        return replace(site, channel=msgspec.convert(self.once(f"delivery-base-plan/{site.word}", make), Channel))

    def _tree(self, tag: object) -> Mapping[str, str] | None:
        """Return the files of a tag, by path; None where the checkout does not have it."""
        checkout = Checkout(self.release.project)
        commit = checkout.peel(f"refs/tags/{tag}")
        return None if commit is None else tree_of(checkout, commit)

    def repeat(self, *words: str) -> str:
        """Return the whole command that looks at some channels again, or at the stage where none is named."""
        told = self.release
        line = ["pytest", *release_options(str(told.target), str(told.base))]
        line += [] if told.is_sample else [f"--project={told.home}"]
        line += [f"--profile={told.profile_name}"] if told.profile_name not in (_USUAL, DISCOVERED) else []
        line += ["--as-of-release"] if told.as_of_release else []
        line += [f"--artifacts={told.artifacts}"] if told.artifacts else []
        line += ["-m", self.stage]
        return shlex.join([*line, "-k", " or ".join(words)] if words else line)


def failed_run(release: Released) -> list[str]:
    """Return the failed publish run as lines: its address, its failed jobs, the end of their logs."""
    if release.publish_run_id is None:
        return ["no --publish-run-id given: pass the publish run to see which of its jobs failed"]
    forge = _forge(release)
    document = there(run_document(forge, release.publish_run_id), f"publish run {release.publish_run_id}")
    return failure_of(forge, read(document, RunRecord)).lines


def _forge(release: Released) -> Forge:
    told = release.profile.forge
    return forge_of(told.host, told.repository, told.none, release.project)
