"""The licences of what ships, against the allow-list."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from facts.licences import Expression
from facts.manifests import node


@dataclass(frozen=True)
class Terms:
    """One component and the licence that some file states for it."""

    component: str
    licence: str | None
    place: str
    is_shipped: bool = True


def installed(path: str, text: str) -> tuple[Terms, ...]:
    """What a package-lock.json states of every package."""
    return tuple(
        Terms(each.name, each.licence, f"{path}:{each.line}", each.is_shipped) for each in node.locked(path, text)
    )


def refused(terms: Collection[Terms], allowed: Collection[str], exceptions: Mapping[str, str]) -> list[str]:
    """Complain about every shipped component whose licence the allow-list does not satisfy."""
    return [
        f"{each.place}: {each.component} ships under a licence that is not allowed (got {each.licence or 'none stated'}, "
        f"expected one that {', '.join(sorted(allowed))} satisfy); replace it, or allow it in the profile with a reason"
        for each in terms
        if each.is_shipped and each.component not in exceptions and not _is_allowed(each.licence, allowed)
    ]


def _is_allowed(licence: str | None, allowed: Collection[str]) -> bool:
    return licence is not None and Expression(licence).satisfied_by(allowed)
