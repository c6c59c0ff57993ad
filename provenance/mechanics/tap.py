"""The tap: its formula names this version and the build run's checksums, and is pushed; the maintainer does that."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from core.findings import Finding
from facts.vcs.git import Checkout
from provenance.mechanics.step import Control, MechanicStep

_DOWNLOAD = re.compile(r'^[^\S\n]*url\s+"([^"]+)".*?^[^\S\n]*sha256\s+"([0-9a-fA-F]{64})"', re.MULTILINE | re.DOTALL)
_VERSION = re.compile(r'^[^\S\n]*version\s+"([^"]+)"', re.MULTILINE)


@dataclass(frozen=True)
class TapState:
    """The maintainer's checkout of the tap and the formula in it."""

    checkout: Checkout
    formula: str

    @property
    def text(self) -> str:
        """The formula as committed, empty where there is none."""
        return (self.checkout.show("HEAD", self.formula) or b"").decode("utf-8", "replace")

    @property
    def working(self) -> str:
        """The formula as it lies in the checkout, empty where there is none."""
        path = self.checkout.path / self.formula
        return path.read_text("utf-8", "replace") if path.is_file() else ""

    @property
    def state_faults(self) -> list[Finding]:
        """Return why the commit that was looked at is not what users get."""
        pushed = self.checkout.ls_remote("origin", "HEAD").text.split("\t")[0]
        unpushed = (
            []
            if pushed == self.checkout.head
            else [_tap("the tap's HEAD is not pushed", f"its remote, at {pushed[:12]}, to have it")]
        )
        return [
            *(_tap(f"the tap has uncommitted work: {path}", "all of it committed") for path in self.checkout.dirty()),
            *unpushed,
        ]


def downloads(formula: str) -> dict[str, str]:
    """Return file name to sha256 for every download that a formula names."""
    return {PurePosixPath(url).name: digest.lower() for url, digest in _DOWNLOAD.findall(formula)}


def formula_faults(formula: str, checksums: Mapping[str, str], version: str) -> list[Finding]:
    """Return where a formula does not name this version and the build run's files with their checksums."""
    named = downloads(formula)
    if not named:
        return [_tap("the formula has no download", "url and sha256 of each")]
    return [
        *(_tap(f"the formula is of version {got}", version) for got in _VERSION.findall(formula) if got != version),
        *_download_faults(named, checksums),
    ]


def _download_faults(named: Mapping[str, str], checksums: Mapping[str, str]) -> list[Finding]:
    return [
        Finding(
            "", name, got=f"the formula has {digest[:12]}", expected=f"the build run's {checksums.get(name, 'no such file')[:12]}"
        )
        for name, digest in named.items()
        if checksums.get(name) != digest
    ]


def _tap(got: str, expected: str) -> Finding:
    return Finding("", "tap", got=got, expected=expected, fix="update and push the tap")


def tap_step(tap: TapState, checksums: Mapping[str, str], tag: str, version: str) -> MechanicStep:
    """Return whether the tap is aligned with the build run; the commands are for the maintainer."""
    text = tap.text
    return MechanicStep(
        "tap",
        would(tap, downloads(text), checksums, tag),
        looked_at=list(downloads(text)),
        lacks=[*formula_faults(text, checksums, version), *tap.state_faults],
        control=Control(lambda bad: formula_faults(text, bad, version), {}, "expected the build run's no such file"),
    )


def would(tap: TapState, named: Mapping[str, str], checksums: Mapping[str, str], tag: str) -> str:
    """Return the commands by which the maintainer updates and pushes the tap."""
    wanted: Sequence[str] = [f"{name} sha256 {digest}" for name, digest in sorted(checksums.items())]
    git = f"git -C {tap.checkout.path}"
    push = f"`{git} commit -am '{tag}' && {git} push origin HEAD`"
    return f"edit {tap.formula} to {', '.join(wanted) or 'nothing'} (now {len(named)} downloads), then {push}"
