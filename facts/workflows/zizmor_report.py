"""What zizmor writes (format json, version 1), as far as we read it."""

from __future__ import annotations

import msgspec

LEVELS = ("unknown", "informational", "low", "medium", "high")


class _Fragment(msgspec.Struct):
    Raw: str = ""


class _Subfeature(msgspec.Struct):
    fragment: _Fragment


class _Feature(msgspec.Struct):
    Subfeature: _Subfeature | None = None


class _Level(msgspec.Struct):
    severity: str
    confidence: str


class _Point(msgspec.Struct):
    row: int


class _Place(msgspec.Struct):
    start_point: _Point


class _Concrete(msgspec.Struct):
    location: _Place


class _Local(msgspec.Struct):
    verbatim_path: str


class _Key(msgspec.Struct):
    Local: _Local


class _Symbolic(msgspec.Struct):
    key: _Key
    kind: str
    annotation: str
    feature_kind: _Feature | str = ""


class _Location(msgspec.Struct):
    symbolic: _Symbolic
    concrete: _Concrete


class ZizmorFinding(msgspec.Struct):
    """One finding as zizmor 1.x writes it (format json, version 1)."""

    ident: str
    desc: str
    determinations: _Level
    locations: list[_Location]

    @property
    def grave(self) -> bool:
        """Whether zizmor itself is sure that it is bad."""
        return (self.determinations.severity, self.determinations.confidence) == ("High", "High")

    def reaches(self, severity: str, confidence: str) -> bool:
        """Whether it is at least as bad, and as sure, as that; a level that is not known here counts as the worst."""
        pairs = ((self.determinations.severity.lower(), severity), (self.determinations.confidence.lower(), confidence))
        return all(mine not in LEVELS or LEVELS.index(mine) >= LEVELS.index(given) for mine, given in pairs)

    @property
    def primary(self) -> _Location:
        """The location that the finding is about."""
        return next((place for place in self.locations if place.symbolic.kind == "Primary"), self.locations[0])

    @property
    def expression(self) -> str:
        """The text inside the line that the finding is about, where zizmor names one: for an injection, what is expanded."""
        kind = self.primary.symbolic.feature_kind
        return kind.Subfeature.fragment.Raw if isinstance(kind, _Feature) and kind.Subfeature else ""
