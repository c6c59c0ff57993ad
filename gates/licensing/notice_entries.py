"""The entries of each package's notices, and whether the license text travels with the package."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePosixPath

from core.findings import Finding
from core.location import Location
from facts.licenses.license_texts import identified
from facts.licenses.notices import Notices
from facts.vcs.git import Checkout
from gates.licensing.license_files import joined, packed
from gates.licensing.missing_notices import Component, is_license_file
from profiles.schema.licensing import PackageFolder

# "Copyright (c) 2025 The authors" names a holder, "the above copyright notice" does not.
_COPYRIGHT = re.compile(r"^[^\w(©]*(?:copyright\b\s*(?:\(c\)|©|(?=\d{4}))|\(c\)\s*(?=\d{4})|©)(.+)$", re.IGNORECASE)
_SIGNS = re.compile(r"\(c\)|©|all rights reserved|<[^<>]*>|[\d,.*_`-]+", re.IGNORECASE)
_POINTER = re.compile(r"`([^`\s]+)`|\]\(([^()\s]+)\)")


@dataclass(frozen=True)
class NoticeEntry:
    """What one package's notices say of one component."""

    component: str
    at: Location
    body: str | None  # None where the notices do not name it, which another check refuses
    packed: frozenset[str]  # the files of the package's folder
    holders: frozenset[str] = frozenset()  # the copyright lines of the component's own license files

    @property
    def pointers(self) -> tuple[str, ...]:
        """The license files that it names in code spans and links."""
        found = [span or link for span, link in _POINTER.findall(self.body or "")]
        return tuple(path for path in found if is_license_file(path))

    @property
    def is_uncredited(self) -> bool:
        """Whether the text stands here alone, and without any of the lines that say whose it is."""
        points = any(path in self.packed for path in self.pointers)
        return bool(self.holders) and self.has_text and not points and not self.holders & _holders(self.body or "")

    @property
    def has_text(self) -> bool:
        """Whether the text stands here, or in a file that is packed too."""
        return identified(self.body or "") is not None or any(path in self.packed for path in self.pointers)


def entries(
    checkout: Checkout, rows: Collection[PackageFolder], name: str, vendored: Collection[Component]
) -> tuple[NoticeEntry, ...]:
    """Return one entry for each package that owes notices and each component that ships."""
    owing = [row for row in rows if name in row.required_files and joined(row.path, name) in checkout.tracked]
    return tuple(entry for row in owing for entry in _entries(checkout, row, name, vendored))


def textless(found: Collection[NoticeEntry]) -> list[Finding]:
    """Complain about every entry whose license text does not travel with its package."""
    return [
        Finding(
            "",
            each.at.path,
            each.at.line,
            f"the license text of {each.component} is not in this package ({', '.join(each.pointers) or 'no text'})",
            "the text, or a file in the package's directory",
            "add the text",
        )
        for each in found
        if each.body is not None and not each.has_text
    ]


def uncredited(found: Collection[NoticeEntry]) -> list[Finding]:
    """Complain about every entry whose text has lost the copyright notice that the license asks to keep."""
    return [
        Finding(
            "",
            each.at.path,
            each.at.line,
            f"the copyright notice of {each.component} is missing",
            repr(sorted(each.holders)[0]),
            "copy the component's own license file",
        )
        for each in found
        if each.is_uncredited
    ]


def _holders(text: str) -> frozenset[str]:
    """The lines that name a year and a holder, without signs, years and spelling."""
    found = (_COPYRIGHT.match(line) for line in text.splitlines())
    return frozenset(" ".join(_SIGNS.sub(" ", each.group(1).lower()).split()) for each in found if each) - {""}


def _credits(checkout: Checkout, component: Component) -> frozenset[str]:
    folder = component.origin.rstrip("/")
    own = [path for path in checkout.tracked if str(PurePosixPath(path).parent) == folder and is_license_file(path)]
    return frozenset(line for path in own for line in _holders(checkout.text(path)))


def _entries(checkout: Checkout, row: PackageFolder, file: str, vendored: Collection[Component]) -> list[NoticeEntry]:
    path = joined(row.path, file)
    notices = Notices(path, checkout.text(path))
    found = [(each, notices.section(each.name) or (1, None)) for each in vendored]
    held = packed(checkout, row)
    return [NoticeEntry(each.name, Location(path, line), body, held, _credits(checkout, each)) for each, (line, body) in found]
