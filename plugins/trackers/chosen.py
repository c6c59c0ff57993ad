"""The tracker that a profile names."""

from pathlib import Path

from facts.errors import Refused
from facts.github.forge import Forge, forge_of
from plugins.profile import Profile
from plugins.trackers.ergo import Ergo
from plugins.trackers.github import GithubIssues
from plugins.trackers.nothing import Nothing
from plugins.trackers.protocol import Tracker


def tracker_of(profile: Profile, project: Path) -> Tracker:
    """Return the tracker, or raise Refused where the profile names none and gives no reason."""
    table = profile.at("tracker")
    if table is None:
        raise Refused(
            got="a profile without the table [tracker]",
            expected='name = "ergo", "github", or "none" with a reason',
            advice="add the table to the profile",
        )
    if table.name == "none":
        return Nothing(table.reason)
    return GithubIssues(forge(profile, project), table.label) if table.name == "github" else Ergo(project)


def forge(profile: Profile, project: Path) -> Forge:
    """Return the forge that the profile names, or raise Unavailable."""
    table = profile.at("forge")
    if table is None:
        return forge_of("", "", "", project)
    return forge_of(table.host, table.repository, table.none, project)
