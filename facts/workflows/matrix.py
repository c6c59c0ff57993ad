"""The rows of a job's matrix, as far as the file itself says them."""

from __future__ import annotations

import itertools
import json
import re
from dataclasses import dataclass, replace

from facts.workflows.yaml_positions import Listing, Mapping, Scalar, Value, scalars

Row = dict[str, str]
_FROM_JSON = re.compile(r"\s*\$\{\{\s*fromJSON\(\s*'((?:[^']|'')*)'\s*\)\s*\}\}\s*", re.I)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Literal rows; `computed` is true when an expression decides about rows that cannot be read here."""

    rows: tuple[Row, ...]
    computed: bool = False
    expression: str = ""

    @property
    def present(self) -> bool:
        """Whether the job has a matrix at all."""
        return self.computed or self.rows != ({},)

    def values(self, key: str) -> tuple[str, ...]:
        """Every value that `key` takes, in the order of the rows."""
        return tuple(dict.fromkeys(row[key] for row in self.rows if key in row))


NONE = Matrix(({},))


def matrix(body: Mapping) -> Matrix:
    """Return the matrix under `strategy` of a job's body, expanded as GitHub expands it."""
    found = body.mapping("strategy").entries.get("matrix")
    if isinstance(found, Scalar):
        return Matrix((), computed=True, expression=found.text)
    if not isinstance(found, Mapping):
        return NONE
    found = replace(found, entries={key: _written_out(value) for key, value in found.entries.items()})
    dynamic = [value.text for value in found.entries.values() if isinstance(value, Scalar)]
    if dynamic:
        return Matrix((), computed=True, expression=" ".join(dynamic))
    return Matrix(_included(_product(found), _rows(found, "include")))


def _written_out(value: Value) -> Value:
    """Return the list that `fromJSON('[...]')` writes out; any other value as it is."""
    said = _FROM_JSON.fullmatch(value.text) if isinstance(value, Scalar) else None
    if said is None or not isinstance(value, Scalar):
        return value
    try:
        listed = json.loads(said[1].replace("''", "'"))
    except ValueError:
        return value
    return _listing(listed, value.line) if isinstance(listed, list) else value


def _listing(listed: list[object], line: int) -> Value:
    items: list[Value] = []
    for each in listed:
        if isinstance(each, dict):
            entries: dict[str, Value] = {str(key): Scalar(_plain(item), line, line) for key, item in each.items()}
            items.append(Mapping(entries, dict.fromkeys(entries, line), line))
        else:
            items.append(Scalar(_plain(each), line, line))
    return Listing(tuple(items), line)


def _plain(found: object) -> str:
    return str(found).lower() if isinstance(found, bool) else "" if found is None else str(found)


def _product(found: Mapping) -> list[Row]:
    axes = {key: value for key, value in found.entries.items() if key not in ("include", "exclude")}
    if not axes:
        return []
    choices = [[_cell(key, item) for item in _items(value)] for key, value in axes.items()]
    rows = [_merged(cells) for cells in itertools.product(*choices)]
    excluded = _rows(found, "exclude")
    return [row for row in rows if not any(_agrees(row, out, set(out)) for out in excluded)]


def _included(rows: list[Row], extra: list[Row]) -> tuple[Row, ...]:
    # An include row that contradicts no original value is merged into every row it fits; else it is a row of its own.
    original = [set(row) for row in rows]
    added: list[Row] = []
    for row in extra:
        fits = [i for i, keys in enumerate(original) if _agrees(rows[i], row, keys & set(row))]
        for i in fits:
            rows[i] = {**rows[i], **row}
        if not fits:
            added.append(row)
    return tuple(rows + added)


def _agrees(row: Row, other: Row, keys: set[str]) -> bool:
    return all(row.get(key) == other.get(key) for key in keys)


def _merged(cells: tuple[Row, ...]) -> Row:
    return {key: value for cell in cells for key, value in cell.items()}


def _items(value: Value) -> tuple[Value, ...]:
    return value.items if isinstance(value, Listing) else (value,)


def _rows(found: Mapping, key: str) -> list[Row]:
    return [_cell("", item) for item in found.listing(key)]


def _cell(key: str, value: Value) -> Row:
    if isinstance(value, Scalar):
        return {key: value.text}
    if isinstance(value, Mapping):
        prefix = f"{key}." if key else ""
        return {prefix + name: text for k, v in value.entries.items() for name, text in _cell(k, v).items()}
    return {key: " ".join(scalar.text for scalar in scalars(value))}
