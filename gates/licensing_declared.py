"""What our own manifests declare as our licence."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from facts.git import Checkout
from facts.licences import Expression
from facts.manifests import cargo, node, python
from gates.licensing_files import Row, joined

_READERS: dict[str, tuple[str, Callable[[str, str], str | None]]] = {
    "python": ("pyproject.toml", lambda path, text: python.Manifest.parse(path, text).licence),
    "node": ("package.json", lambda path, text: node.Manifest.parse(path, text).licence),
    "crate": ("Cargo.toml", lambda path, text: cargo.Manifest.parse(path, text).licence),
}


@dataclass(frozen=True)
class Declared:
    """One manifest and the licence in it."""

    path: str
    licence: str | None


def declared(checkout: Checkout, rows: Collection[Row]) -> tuple[Declared, ...]:
    """Read what the manifests of the package folders declare; other kinds of folder declare nothing."""
    found = [(joined(row.path, _READERS[row.kind][0]), _READERS[row.kind][1]) for row in rows if row.kind in _READERS]
    return tuple(Declared(path, read(path, checkout.text(path))) for path, read in found)


def misdeclared(found: Collection[Declared], ours: str) -> list[str]:
    """Complain about every manifest that does not declare our licence."""
    return [
        f"{each.path}: declares another licence than the project's (got {each.licence or 'none'}, expected {ours}); correct it"
        for each in found
        if each.licence is None or not Expression(each.licence).equals(ours)
    ]
