"""The exact pytest commands that run a blocker's checks again."""

import shlex
from collections.abc import Mapping

from plugins.blockers.blocker import Blocker
from plugins.blockers.occasion import Occasion
from profiles.release import SAMPLE, release_options


def commands(blocker: Blocker, occasion: Occasion) -> list[str]:
    """Return one command per stage in which the blocker's checks live."""
    stages = sorted({str(record["stage"]) for record in blocker.records})
    return [_command(stage, blocker, occasion) for stage in stages]


def _command(stage: str, blocker: Blocker, occasion: Occasion) -> str:
    ids = [str(record["id"]) for record in blocker.records if record["stage"] == stage]
    words = ["pytest", *_options(occasion.release), "-m", stage, *(_named(ids, occasion.nodeids))]
    return shlex.join(words)


def _options(release: Mapping[str, str]) -> list[str]:
    always = release_options(release["target"], release["base"])
    if release["project"] == SAMPLE:
        return always
    own = release["profile"] == "release-profile.toml"  # the project's own is found by itself
    return [*always, f"--project={release['project']}", *([] if own else [f"--profile={release['profile']}"])]


def _named(ids: list[str], nodeids: Mapping[str, str]) -> list[str]:
    known = [nodeids[one] for one in ids if one in nodeids]
    if len(known) == len(ids):
        return known
    tests = dict.fromkeys(one.partition("::")[2].partition("[")[0] for one in ids)
    return ["-k", " or ".join(tests)]
