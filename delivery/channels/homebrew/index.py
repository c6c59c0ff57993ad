"""A Homebrew tap: a git repository of formulae, of which the newest commit is what users get."""

from dataclasses import dataclass
from pathlib import Path

from core.commands import run
from core.errors import Undecided
from facts.archives.formula import Formula
from facts.indexes.listing import Listing, Offered

_FOLDERS = ("Formula", "HomebrewFormula", "")  # where brew looks, in its order
_SECONDS = 300.0


@dataclass(frozen=True)
class Tap:
    """A tap as it was cloned."""

    address: str
    commit: str
    formula: Formula | None

    def listing(self, package: str, version: str) -> Listing:
        """Return what the tap offers: one version, the one that the formula states."""
        source = f"{self.address} at {self.commit}"
        if self.formula is None:
            return Listing(package, version, source)
        offered = tuple(
            Offered(download.url.rpartition("/")[2], download.url, {"sha256": download.sha256} if download.sha256 else {})
            for download in self.formula.downloads
        )
        stated = self.formula.version
        return Listing(package, version, source, (stated,), stated, offered if stated == version else ())


def clone(address: str, package: str, into: Path) -> Tap:
    """Clone a tap into a new folder and read the formula."""
    run(["git", "clone", "--quiet", "--depth", "1", "--", address, into], cwd=into.parent, timeout=_SECONDS)
    head = run(["git", "rev-parse", "HEAD"], cwd=into, timeout=_SECONDS).text.strip()
    return Tap(address, head, _formula(into, package))


def _formula(tap: Path, package: str) -> Formula | None:
    found = [tap / folder / f"{package}.rb" for folder in _FOLDERS if (tap / folder / f"{package}.rb").is_file()]
    if not found:
        return None
    if found[0].is_symlink():
        raise Undecided(got=f"{found[0].name} as a link", expected="the formula itself", advice="commit the file to the tap")
    return Formula(package, found[0].read_text("utf-8"))
