"""What a release asks of others: the GitHub login, the git remote, the tracker, the channels; and which steps need each."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from packaging.utils import canonicalize_name

from core.errors import Fault, Unavailable
from core.http_client import Web
from facts.github.gh_api import forge_of
from facts.vcs.git import Checkout
from plugins.blockers.trackers.chosen import tracker_of
from plugins.cli.options import STAGES, WALK
from plugins.plan.plan import Check
from profiles.schema.profile import Profile

# In release order, as WALK has them; a stage of checks is its own step.
_GITHUB = ("pre_release", "build", "provenance", "staging", "rehearse", "tap", "publish", "release", "delivery")
_REMOTE = ("pre_release", "tag", "push", "provenance", "tap", "delivery")
_GIT_STAGES = frozenset({"provenance", "mechanics"})
# What an index has below its address, the surest page first; the others answer at the address itself.
_PAGES = {"crates": ("config.json",), "npm": ("-/ping", "{package}"), "pypi": ("", "{package}/")}
_AT_ADDRESS = ("github", "homebrew")
# A module proxy, and a kind that somebody adds, need no page of their own: any answer is one.


@dataclass(frozen=True)
class Service:
    """One thing outside of this machine."""

    name: str
    steps: tuple[str, ...]
    ask: Callable[[], str]  # what it answered; a Fault where it did not

    def answer(self) -> tuple[bool, str]:
        """Return whether it answered, and the line that says so."""
        needed = f"needed for {', '.join(self.steps)}"
        try:
            return True, f"{self.name}: {self.ask()}; {needed}"
        except Fault as fault:
            return False, f"{self.name}: {fault}; {needed}"


def services(profile: Profile, project: Path | None, checks: Collection[Check]) -> list[Service]:
    """Return what the selected checks ask of others; checks that need nothing but the checkout ask nobody, nor does the sample."""
    if project is None:
        return []
    asking = [check for check in checks if not check.line.static]
    stages = {check.stage for check in asking}
    found = [*_github(profile, project, asking), *_remote(profile, project, asking), *_tracker(profile, project, stages)]
    found += _channels(profile) if "delivery" in stages else []
    kept = [Service(one.name, _selected(one.steps, stages), one.ask) for one in found]
    return [one for one in kept if one.steps]


def _selected(steps: Collection[str], stages: Collection[str]) -> tuple[str, ...]:
    """Return the steps that belong to a stage; all that are no stage belong to the mechanics, which also look at stages."""
    return tuple(step for step in WALK if step in steps and (step in stages or (step not in STAGES and "mechanics" in stages)))


def _github(profile: Profile, project: Path, checks: Collection[Check]) -> Iterator[Service]:
    table = profile.at("forge")
    if table is None or table.none or not any(need.split(">=")[0] == "gh" for check in checks for need in check.line.needs):
        return

    def ask() -> str:
        forge = forge_of(table.host, table.repository, table.none, project)
        login = forge.user()
        forge.require_readable()
        return f"logged in as {login}, {table.repository} is readable"

    yield Service(f"GitHub at {table.host}" if table.host else "GitHub", _GITHUB, ask)


def _remote(profile: Profile, project: Path, checks: Collection[Check]) -> Iterator[Service]:
    if not any(check.stage in _GIT_STAGES or "remote" in check.line.markers for check in checks):
        return
    name = profile.project.remote

    def ask() -> str:
        branches = len(Checkout(project).ls_remote(name, "--heads").text.splitlines())
        if not branches:
            raise Unavailable(
                got=f"no branch on {name}", expected="the repository of the project", advice="correct the URL of the remote"
            )
        return f"answers, branches: {branches}"

    yield Service(f"git remote {name}", _REMOTE, ask)


def _tracker(profile: Profile, project: Path, stages: Collection[str]) -> Iterator[Service]:
    table = profile.at("tracker")
    if table is None or table.name == "none":
        return

    def ask() -> str:
        return f"healthy, with {len(tracker_of(profile, project).items())} tasks and epics"

    # Every stage files what blocks it; clearance reads it.
    yield Service(f"tracker {table.name}", ("clearance", *(stage for stage in STAGES if stage in stages)), ask)


def _channels(profile: Profile) -> Iterator[Service]:
    for word, channel in (profile.at("channels") or {}).items():
        if channel.address.startswith(("http://", "https://")):
            kind = channel.transport or word
            told = channel.address, kind, channel.package
            yield Service(f"channel {word}", ("delivery",), lambda told=told: reached(*told))  # type: ignore[misc]


def reached(address: str, kind: str, package: str) -> str:
    """Ask an index for what it always has; a page that is not there is a wrong address, not an answer."""
    name = canonicalize_name(package) if kind == "pypi" else package
    pages = [f"{address.rstrip('/')}/{page.format(package=name)}" for page in _PAGES[kind]] if kind in _PAGES else [address]
    asked = (Web().head(page, fresh=True) for page in pages)
    found = next((answer for answer in asked if not answer.absent or kind not in (*_PAGES, *_AT_ADDRESS)), None)
    if found is None:
        raise Unavailable(
            got=f"HTTP 404 from {' and '.join(pages)}",
            expected="the index of the channel",
            advice="correct `address` of the channel in the profile",
        )
    return f"answers (HTTP {found.status})"
