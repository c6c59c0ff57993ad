"""The entries of each package's notices, and whether the licence text travels with the package."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from facts.git import Checkout
from facts.licence_texts import identified
from facts.notices import Notices
from gates.licensing_files import Row, joined, packed
from gates.licensing_notices import Component, is_licence_file

_POINTER = re.compile(r"`([^`\s]+)`|\]\(([^)\s]+)\)")


@dataclass(frozen=True)
class Entry:
    """What one package's notices say of one component."""

    component: str
    place: str
    body: str | None  # None where the notices do not name it, which another check refuses
    packed: frozenset[str]  # the files of the package's folder

    @property
    def pointers(self) -> tuple[str, ...]:
        """The licence files that it names in code spans and links."""
        found = [span or link for span, link in _POINTER.findall(self.body or "")]
        return tuple(path for path in found if is_licence_file(path))

    @property
    def has_text(self) -> bool:
        """Whether the text stands here, or in a file that is packed too."""
        return identified(self.body or "") is not None or any(path in self.packed for path in self.pointers)


def entries(checkout: Checkout, rows: Collection[Row], name: str, vendored: Collection[Component]) -> tuple[Entry, ...]:
    """Return one entry for each package that owes notices and each component that ships."""
    owing = [row for row in rows if name in row.owes and joined(row.path, name) in checkout.tracked]
    return tuple(entry for row in owing for entry in _entries(checkout, row, name, vendored))


def textless(found: Collection[Entry]) -> list[str]:
    """Complain about every entry whose licence text does not travel with its package."""
    return [
        f"{each.place}: the licence text of {each.component} does not travel with this package (got "
        f"{', '.join(each.pointers) or 'no text'}, expected the text or a file in the package's folder); put the text in"
        for each in found
        if each.body is not None and not each.has_text
    ]


def _entries(checkout: Checkout, row: Row, file: str, vendored: Collection[Component]) -> list[Entry]:
    path = joined(row.path, file)
    notices = Notices(path, checkout.text(path))
    found = [(each.name, notices.section(each.name) or (1, None)) for each in vendored]
    return [Entry(name, f"{path}:{line}", body, packed(checkout, row)) for name, (line, body) in found]
