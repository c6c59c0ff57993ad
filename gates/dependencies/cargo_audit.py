"""cargo-audit over one Cargo.lock, with an advisory database whose commit and age are known.

It runs in a folder of ours with a configuration of ours: a project could switch advisories off in its own.
"""

import os
import re
import shutil
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from core.commands import run
from core.errors import Unavailable, Undecided
from core.strict_json import parse
from facts.builds.project_builds import Builds
from facts.vcs.git import Checkout
from gates.dependencies.audit_report import Advisory, Report
from gates.dependencies.severity import worst

_SECONDS = 300.0
_KNOWN_BAD = """version = 3

[[package]]
name = "smallvec"
version = "0.6.9"
"""
_SOURCE = re.compile(r'^source = "registry\+[^"]+"$', re.M)
REFUSAL = "RUSTSEC-2019-0009"


def audit(builds: Builds, path: str, database: str) -> Report:
    """Audit one lock of the candidate; a lock that is not committed is resolved anew in our own clone."""
    lock = _lock(builds, path)
    # The index entries that say which versions were yanked come with the packages.
    run(["cargo", "fetch", "--locked"], cwd=lock.parent, timeout=_SECONDS)
    return _report(builds, path, lock, database, ("--json",))


def known_bad(builds: Builds, path: str, database: str) -> Report:
    """Audit a lock with a crate that has had a critical advisory since 2019, with the same database."""
    source = _SOURCE.search(_lock(builds, path).read_text("utf-8"))
    if source is None:
        raise Undecided(got=f"{path} without a crate from a registry", expected="one to audit", advice="correct the profile")
    lock = builds.workspace / f"known-bad-{path.replace('/', '-')}" / "Cargo.lock"
    lock.parent.mkdir(exist_ok=True)
    lock.write_text(f"{_KNOWN_BAD}{source.group()}\n")
    return _report(builds, "known bad", lock, database, ("--json", "--no-yanked"))


def _lock(builds: Builds, path: str) -> Path:
    lock = builds.checkout("candidate") / path
    if not lock.is_file():
        run(["cargo", "generate-lockfile"], cwd=lock.parent, timeout=_SECONDS)
    return lock


def _report(builds: Builds, origin: str, lock: Path, named: str, words: tuple[str, ...]) -> Report:
    database = _database(builds, named)
    done = run(
        ["cargo", "audit", "--db", database, "--no-fetch", "--stale", "--file", lock, *words],
        cwd=_empty(builds),
        timeout=_SECONDS,
        expect=(0, 1),
    )
    if "couldn't check if the package is yanked" in done.errors:
        raise Unavailable(
            got=done.errors.strip().partition("\n")[0],
            expected="an answer for every crate",
            advice="run again with network access",
        )
    document = parse(done.stdout, "cargo audit")
    _demand_whole(document, lock)
    held, seen = document["database"]["advisory-count"], document["lockfile"]["dependency-count"]
    return Report(origin, held, seen, tuple(_findings(document)), **_identity(database))


def _demand_whole(document: Any, lock: Path) -> None:
    """Raise where the audit looked at other packages than the lock's, or was told to leave advisories out."""
    seen, packages = document["lockfile"]["dependency-count"], lock.read_text("utf-8").count("[[package]]")
    said = document["settings"]
    left = [*said["ignore"], *([f"all below {said['severity']}"] if said["severity"] else [])]
    if seen != packages or left:
        raise Undecided(
            got=f"an audit of {seen} packages that leaves out {', '.join(left) or 'nothing'}",
            expected=f"all {packages} of the lock, and no advisory left out",
            advice="look for an audit.toml of your own in ~/.cargo, then run again with -k dependencies",
        )


def _findings(document: Any) -> Iterator[Advisory]:
    for entry in document["vulnerabilities"]["list"]:
        advisory = entry["advisory"]
        yield _finding(entry, advisory["id"], worst((), [advisory["cvss"]] if advisory.get("cvss") else ()), advisory["title"])
    for kind, entries in document["warnings"].items():
        for entry in entries:
            advisory = entry.get("advisory") or {"id": kind, "title": "this version is yanked"}
            yield _finding(entry, advisory["id"], kind, advisory["title"])


def _finding(entry: Any, advisory: str, word: str, title: str) -> Advisory:
    return Advisory(entry["package"]["name"], entry["package"]["version"], advisory, word, title)


def _database(builds: Builds, named: str) -> Path:
    """Find the clone that the environment or the profile names; cargo-audit's own is the last resort."""
    path = Path(os.environ.get("RELEASE_ADVISORY_DB") or named or Path.home() / ".cargo" / "advisory-db").expanduser()
    found = path if path.is_absolute() else builds.project / path
    if not (found / "crates").is_dir():
        raise Unavailable(
            got=f"no advisory database in {found}",
            expected="a clone of the RustSec advisory database",
            advice="clone it, point RELEASE_ADVISORY_DB to the clone, then run again with -k dependencies",
        )
    return found


def _identity(database: Path) -> dict[str, Any]:
    clone = Checkout(database)
    if clone.git("rev-parse", "--show-toplevel", expect=None).text.strip() != str(database.resolve()):
        raise Undecided(
            got=f"{database}, which is not a git clone of its own", expected="a commit to name", advice="use a clone, not a copy"
        )
    if clone.dirty():
        raise Undecided(got=f"{database} with local changes", expected="the advisories of a commit", advice="use a clean clone")
    date = datetime.fromisoformat(clone.git("show", "-s", "--format=%cI", "HEAD").text.strip())
    digest = sha256(clone.git("ls-tree", "-r", "HEAD").stdout).hexdigest()
    return {"database": f"commit {clone.head} of {date.date()}", "changed": date, "digest": digest}


def _empty(builds: Builds) -> Path:
    folder = builds.workspace / "audit"
    shutil.rmtree(folder / ".cargo", ignore_errors=True)
    (folder / ".cargo").mkdir(parents=True, exist_ok=True)
    # Without a file here, one in the maintainer's home could leave advisories out.
    (folder / ".cargo" / "audit.toml").write_text("[advisories]\nignore = []\n")
    return folder
