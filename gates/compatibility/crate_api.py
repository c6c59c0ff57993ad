"""The public API of a Rust crate against the base, as cargo-semver-checks sees it: a pass is "no break found"."""

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from core.commands import Completed, run
from core.errors import Undecided
from facts.builds.project_builds import Builds
from gates.compatibility.breaks import Break
from profiles.schema.compatibility import Crate

_SECONDS = 900.0
_SUMMARY = re.compile(r"Checked \[[^\]]*\] (\d+) checks: (\d+) pass", re.I)
_FAILED = re.compile(r"Checked \[[^\]]*\] \d+ checks:[^\n]*?(\d+) fail", re.I)
_FAILURE = re.compile(r"^--- failure ([\w-]+): (.*?) ---$", re.M)
_ITEM = re.compile(r"^  (\S.*?)(?:, previously)? in (?:file )?", re.M)
_NAME = re.compile(r"(?<![\w:])[\w:]+$")
_AS_JSON = (
    "-Zunstable-options",
    "--output-format=json",
    "--document-private-items",
    "--document-hidden-items",
    "--cap-lints=allow",
)
# Only who describes may use what is not stable; where the compiler saw this too, all would be built again for it.
_DOCUMENTER = '#!/bin/sh\nRUSTC_BOOTSTRAP=1 exec rustdoc "$@"\n'
_TINY = '[package]\nname = "tiny"\nversion = "1.0.0"\nedition = "2021"\n[workspace]\n'


@dataclass(frozen=True)
class _CratePlace:
    """Where cargo builds, and where the descriptions are kept."""

    target: Path
    kept: Path


def checked(builds: Builds, crate: Crate) -> Completed:
    """Compare the crate with the base's."""
    base, candidate = builds.checkout("base"), builds.checkout("candidate")
    place = _CratePlace(builds.target, builds.workspace / "described")
    place.kept.mkdir(parents=True, exist_ok=True)
    with FileLock(place.kept / "lock"):  # cargo puts every crate's description into the same folder
        return _compare(place, base / crate.manifest, candidate / crate.manifest, crate.settings)


def checked_twin(builds: Builds) -> Completed:
    """Compare a tiny crate that lost its only function: the known-bad input."""
    folder = builds.workspace / "tiny-crate"
    for side, text in (("old", "pub fn gone() {}\n"), ("new", "")):
        (folder / side / "src").mkdir(parents=True, exist_ok=True)
        (folder / side / "src" / "lib.rs").write_text(text)
        (folder / side / "Cargo.toml").write_text(_TINY)
    return _compare(
        _CratePlace(folder / "target", folder / "described"), folder / "old" / "Cargo.toml", folder / "new" / "Cargo.toml", ()
    )


def lints(done: Completed) -> list[str]:
    """Return one entry per lint that was applied; the minimum of this check."""
    found = _SUMMARY.search(done.errors + done.text)
    if found is None:
        last = (done.errors + done.text).strip().rpartition("\n")[2]
        raise Undecided(
            got=f"no summary from `{done.line}` (exit status {done.status}): {last}",
            expected="`Checked ... N checks`",
            advice="run it manually; it works only with the Rust versions that its release names",
        )
    return ["lint"] * int(found[1])


def breaks(done: Completed) -> list[Break]:
    """Return what the lints found; a failing exit status without a finding is undecided."""
    lints(done)
    text = done.text + done.errors
    parts = _FAILURE.split(text)[1:]
    found = [
        Break(_last(item) or lint, f"{item} ({lint})")
        for lint, _, body in zip(*[iter(parts)] * 3, strict=True)
        for item in (_ITEM.findall(body.partition("Failed in:")[2]) or [lint])
    ]
    counted = _FAILED.search(text)
    failed = int(counted[1]) if counted else 0
    if (done.status or failed) and not found:
        raise Undecided(
            got=f"exit status {done.status} and {failed} failed lints without a finding",
            expected="findings",
            advice="run it manually",
        )
    return found


def _last(item: str) -> str:
    found = _NAME.search(item)
    return found.group().rpartition(":")[2] if found else ""


def _compare(place: _CratePlace, old: Path, new: Path, settings: Sequence[str]) -> Completed:
    """Describe both crates in one target folder, so that what both link is checked once; then compare the descriptions.

    `minor` asks for every lint that a break can meet, whatever version the manifest states; the version is judged by us.
    """
    descriptions: list[str | Path] = [
        "--baseline-rustdoc",
        _described(place, old, settings, "old"),
        "--current-rustdoc",
        _described(place, new, settings, "new"),
    ]
    argv: list[str | Path] = ["cargo", "semver-checks", "--color=never", "--release-type=minor", *descriptions]
    return run(argv, cwd=new.parent, timeout=_SECONDS, expect=(0, 1, 100))


def _described(place: _CratePlace, manifest: Path, settings: Sequence[str], side: str) -> Path:
    pages = place.target / "doc"
    shutil.rmtree(pages, ignore_errors=True)
    what: list[str | Path] = ["--lib", "--manifest-path", manifest, "--target-dir", place.target]
    argv = ["cargo", "rustdoc", *what, *(word for each in settings for word in ("--config", each)), "--", *_AS_JSON]
    run(argv, cwd=manifest.parent, timeout=_SECONDS, env={"RUSTDOC": str(_documenter(place.kept))})
    made = list(pages.glob("*.json"))
    if len(made) != 1:
        raise Undecided(got=f"{len(made)} descriptions of {manifest}", expected="one", advice="run cargo rustdoc manually")
    return Path(shutil.copy(made[0], place.kept / f"{side}.json"))


def _documenter(kept: Path) -> Path:
    """Return a rustdoc that may use what is not stable, as cargo-semver-checks itself lets it."""
    kept.mkdir(parents=True, exist_ok=True)
    script = kept / "documenter"
    script.write_text(_DOCUMENTER)
    script.chmod(0o755)
    return script
