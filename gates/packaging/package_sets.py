"""The packages of one host as a set: a name each, and at least one for every channel."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from typing import Any

from core.findings import Finding
from gates.packaging.built_packages import BuiltFile

_FIX = "add an entry to packaging.packages, or a reason to packaging.built_elsewhere"


def channels(profile: Any, elsewhere: Collection[str]) -> list[str]:
    """Return the channels of which a package is to be built here."""
    return [word for word in profile.channels if word not in profile.does_not_apply and word not in elsewhere]


def runtimes(built: Sequence[BuiltFile], channel: Callable[[Any], Any]) -> list[str]:
    """Return the versions of the language that the channels of some packages name in the profile."""
    return list(dict.fromkeys(version for each in built for version in channel(each.row).runtimes))


def confused(given: tuple[Sequence[BuiltFile], Collection[str]]) -> list[Finding]:
    """Find files that share a name in one channel, and about channels without a file."""
    built, wanted = given
    names = Counter((each.row.channel, each.path.name) for each in built)
    served = {each.row.channel for each in built}
    return [
        *(
            Finding("name-shared", name, 0, f"{count} packages of one channel", "a name for each", "tag or rename them")
            for (_, name), count in names.items()
            if count > 1
        ),
        *(
            Finding(
                "channel-without-package", word, 0, f"packages of {', '.join(sorted(served)) or 'no channel'}", "one of it", _FIX
            )
            for word in wanted
            if word not in served
        ),
    ]
