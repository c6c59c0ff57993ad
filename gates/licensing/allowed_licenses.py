"""The licenses of what ships, against the allow-list."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from core.findings import Finding
from core.location import Location
from facts.licenses.license_texts import identified
from facts.licenses.notices import Notices
from facts.licenses.spdx import Expression
from facts.manifests import cargo_toml, package_json, pyproject_toml
from facts.vcs.git import Checkout
from gates.licensing.missing_notices import Component, is_license_file
from profiles.schema.licensing import LicenseFile, LicensingTable

_STATED = re.compile(r"""(?:SPDX-License-Identifier:|^__license__\s*=\s*["'])\s*([\w.+ ()-]+)""", re.MULTILINE)
_CLAIM = re.compile(
    r"^(?:[^\S\n]|[>*_-])*+(?:SPDX-)?Licen[cs]e(?:-Identifier| identifier)?[*_]*\s*:(.+)$", re.MULTILINE | re.IGNORECASE
)


@dataclass(frozen=True)
class Terms:
    """One component and the license that some file states for it."""

    component: str
    license: str | None
    at: Location
    is_shipped: bool = True


def all_stated(checkout: Checkout, vendored: Collection[Component], sources: Collection[LicenseFile]) -> tuple[Terms, ...]:
    """Read what license texts say of the vendored components, and lock files of the installed ones."""
    copied = [
        terms
        for component in vendored
        for terms in list(_copied(checkout, component))
        or [Terms(component.name, _of_file(checkout, component), Location(component.origin))]
    ]
    return (*copied, *(terms for source in sources for terms in installed(source.path, checkout.text(source.path))))


def _copied(checkout: Checkout, component: Component) -> Iterator[Terms]:
    """Every license text of a component's folder, and what its own source says of itself."""
    for path in checkout.tracked:
        if str(PurePosixPath(path).parent) != component.origin.rstrip("/"):
            continue
        if is_license_file(path):
            yield Terms(component.name, identified(checkout.text(path)), Location(path))
        elif path.endswith("/__init__.py"):
            stated = pyproject_toml.assigned(path, checkout.text(path), ("__license__",))
            yield from (Terms(component.name, each.value, each.at) for each in stated)


def _of_file(checkout: Checkout, component: Component) -> str | None:
    """What a manifest, a text beside a single file, or the head of that file says; None where nothing does."""
    crate, package = f"{component.origin}Cargo.toml", f"{component.origin}package.json"
    if crate in checkout.tracked:
        return cargo_toml.Manifest.parse(crate, checkout.text(crate)).license
    if package in checkout.tracked:
        return package_json.Manifest.parse(package, checkout.text(package)).license
    if component.origin not in checkout.tracked:
        return None
    text = checkout.text(component.origin)
    stated = _STATED.search(text)
    return stated.group(1).strip() if stated else identified(text)


def claimed(notices: Notices, components: Collection[Component]) -> tuple[Terms, ...]:
    """What the notices' own lines say of the vendored components, where they say it in SPDX identifiers."""
    found = [(each, section) for each in components if (section := notices.section(each.name))]
    lines = [(each, line, _CLAIM.search(body)) for each, (line, body) in found]
    said = [(each, line, claim.group(1).strip(" *`_.")) for each, line, claim in lines if claim]
    known = [(each, line, license) for each, line, license in said if license and not Expression(license).unknown]
    return tuple(Terms(each.name, license, Location(notices.path, line)) for each, line, license in known)


def installed(path: str, text: str) -> tuple[Terms, ...]:
    """Read what a package-lock.json states of every package."""
    return tuple(
        Terms(each.name, each.license, Location(path, each.line), each.is_shipped) for each in package_json.locked(path, text)
    )


def refused(terms: Collection[Terms], policy: LicensingTable) -> list[Finding]:
    """Complain about every shipped component whose license the allow-list does not satisfy."""
    return [
        Finding(
            "",
            each.at.path,
            each.at.line,
            f"{each.component} ships under {each.license or 'no known license'}",
            f"a license that is satisfied by {', '.join(sorted(policy.allowed))}",
            "replace it, or allow it in the profile with a reason",
        )
        for each in terms
        if each.is_shipped and not _is_allowed(each, policy)
    ]


def _is_allowed(terms: Terms, policy: LicensingTable) -> bool:
    # An exception names a component, with or without its version.
    excepted = {terms.component, terms.component.partition(" ")[0]} & set(policy.exceptions)
    return bool(excepted) or (terms.license is not None and Expression(terms.license).satisfied_by(policy.allowed))
