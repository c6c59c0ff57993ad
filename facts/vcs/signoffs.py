"""Recorded reviews: each is bound to a digest of exactly what was reviewed, and may also say no.

The file lies in the project (`release-signoffs.toml`):

    [[signoff]]
    subject = "memory_safety sites"
    digest = "sha256:..."
    verdict = "approved"        # or "rejected"
    reason = "read block by block; bounds are checked before each pointer is made"
    by = "A. Reviewer"
"""

import tomllib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from core.errors import Undecided
from core.findings import Finding
from core.text_shapes import described, shaped
from core.written_words import NAME, REASON
from facts.vcs.git import Checkout

Changed = tuple[str, str]  # what a review is about: one of them, several
_CHANGES: Changed = ("line", "lines")
_Said = Annotated[str, shaped(REASON, "a reason of at least eight letters", min_length=8, max_length=10_000)]


class Signoff(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One review."""

    subject: Annotated[str, msgspec.Meta(min_length=1)]
    digest: Annotated[str, shaped("^sha256:[0-9a-f]{64}$", "sha256: and 64 hexadecimal digits")]
    verdict: Literal["approved", "rejected"]
    reason: _Said
    by: Annotated[str, shaped(NAME, "a name with a letter in it", max_length=200)]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    signoff: tuple[Signoff, ...] = ()


@dataclass(frozen=True)
class Signoffs:
    """Every review that the project has on file."""

    path: str
    entries: tuple[Signoff, ...]

    @classmethod
    def read(cls, project: Path, path: str) -> "Signoffs":
        """Read the project's file as its commit holds it; no file is no review, a damaged one is undecided."""
        try:
            text = (Checkout(project).committed(path) or b"").decode("utf-8")
            return cls(path, msgspec.convert(tomllib.loads(text), _File).signoff)
        except (UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
            raise Undecided(
                got=f"{path}: {described(error)}", expected="[[signoff]] entries", advice="fix the file as docs/profile.md shows"
            ) from error

    def missing(
        self, subject: str, shown: Iterable[Finding], changed: Collection[str], what: Changed = _CHANGES
    ) -> list[Finding]:
        """List what blocks: what to do, then the changed things that nobody approved as a set; or who rejected them."""
        if not changed:
            return []
        digest = digest_of(changed)
        found = {entry.verdict: entry for entry in self.entries if (entry.subject, entry.digest) == (subject, digest)}
        if "rejected" in found:
            entry = found["rejected"]
            got = f"{subject}: rejected by {entry.by}: {entry.reason}"
            return [Finding("", got=got, expected="an approval", fix="change what the review names")]
        if "approved" in found:
            return []
        return [self._wanted(len(changed), what, subject, digest), *shown]

    def _wanted(self, count: int, what: Changed, subject: str, digest: str) -> Finding:
        return Finding(
            "",
            # A waiver names what was got: with the digest it covers exactly these.
            got=f"{_counted(count, what)} not signed off ({digest[:23]})",
            expected="a sign-off with this digest",
            fix=f'review them and add to {self.path}: [[signoff]] subject = "{subject}", digest = "{digest}", verdict, reason, by',
        )


def _counted(count: int, what: Changed) -> str:
    return f"{count} {what[count != 1]} added or changed since the base release {'is' if count == 1 else 'are'}"


def digest_of(things: Iterable[str]) -> str:
    """Return the digest that a review of exactly these things is bound to."""
    return "sha256:" + sha256("\n".join(sorted(things)).encode("utf-8", "surrogateescape")).hexdigest()
