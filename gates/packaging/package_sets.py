"""The packages of one host as a set: a name each, and at least one for every channel."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

from gates.packaging.built_packages import Built


def channels(profile: Any, elsewhere: Collection[str]) -> list[str]:
    """Return the channels of which a package is to be built here."""
    return [word for word in profile.channels if word not in profile.does_not_apply and word not in elsewhere]


def confused(given: tuple[Sequence[Built], Collection[str]]) -> list[str]:
    """Complain about files that share a name in one channel, and about channels without a file."""
    built, wanted = given
    names = Counter((each.row.channel, each.path.name) for each in built)
    served = {each.row.channel for each in built}
    return [
        *(
            f"{name}: {count} packages of one channel share the name (expected names of their own); tag or rename them"
            for (_, name), count in names.items()
            if count > 1
        ),
        *(
            f"channel {word}: no package is built here (got {', '.join(sorted(served)) or 'none'}, expected one); add a row to "
            "packaging.packages, or a reason to packaging.elsewhere"
            for word in wanted
            if word not in served
        ),
    ]
