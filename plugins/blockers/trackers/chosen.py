"""The tracker that a profile names."""

from pathlib import Path

from core.errors import Refused
from facts.github.gh_api import Forge, forge_of
from plugins.blockers.trackers.ergo import Ergo
from plugins.blockers.trackers.github_issues import GithubIssues
from plugins.blockers.trackers.no_tracker import Nothing
from plugins.blockers.trackers.protocol import Tracker
from profiles.schema.profile import Profile


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
