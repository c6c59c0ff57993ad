"""`npm audit` over one package-lock.json: the registry must really have answered, for every package of the lock."""

import json
from pathlib import Path, PurePosixPath
from typing import Any

from core.commands import run
from core.errors import Unavailable, Undecided
from core.strict_json import parse
from facts.builds.project_builds import Builds
from gates.dependencies.audit_report import Advisory, Report
from gates.dependencies.severity import word

_SECONDS = 180.0
_BAD = {
    "name": "known-bad",
    "version": "1.0.0",
    "lockfileVersion": 3,
    "packages": {
        "": {"name": "known-bad", "version": "1.0.0", "dependencies": {"lodash": "4.17.4"}},
        "node_modules/lodash": {"version": "4.17.4"},
    },
}
REFUSAL = "lodash"


def audit(builds: Builds, path: str) -> Report:
    """Audit one lock of the candidate; what is only used for development is asked about, but does not block."""
    return _report(path, path, (builds.checkout("candidate") / path).parent)


def known_bad(builds: Builds, path: str) -> Report:
    """Audit a lock with a package that has had a critical advisory since 2019, at the same registry."""
    folder = builds.workspace / "known-bad-node"
    folder.mkdir(exist_ok=True)
    (folder / "package-lock.json").write_text(json.dumps(_BAD))
    (folder / "package.json").write_text(json.dumps(_BAD["packages"][""]))  # type: ignore[index]
    return _report("known bad", path, folder)


def _report(origin: str, path: str, folder: Path) -> Report:
    done = run(["npm", "audit", "--json", "--package-lock-only"], cwd=folder, timeout=_SECONDS, expect=None)
    document = parse(done.stdout or b"{}", "npm audit")
    if not isinstance(document, dict) or "vulnerabilities" not in document:
        raise Unavailable(
            got=f"no audit from the registry: {_reason(document) or done.errors.strip()[:200]}",
            expected="advisories for every package in the lock file",
            advice=f"run again with a registry that supports audits: cd {PurePosixPath(path).parent} && npm audit --omit=dev --json",
        )
    lock = parse((folder / "package-lock.json").read_bytes(), "package-lock.json")
    packages = lock.get("packages", {})
    total = document["metadata"]["dependencies"]["total"]
    if total < 1:
        raise Undecided(got="an audit of 0 packages", expected="those of the lock", advice="look at the lock")
    if done.status not in (0, 1) or (done.status and not document["vulnerabilities"]):
        raise Undecided(
            got=f"exit status {done.status} with {len(document['vulnerabilities'])} findings",
            expected="0 without findings, 1 with some",
            advice="read the command's log in the evidence directory",
        )
    return Report(origin, total, total, tuple(_findings(document, packages)), "the registry's own answer", is_live=True)


def _findings(document: Any, packages: Any) -> list[Advisory]:
    found = []
    for name, entry in document["vulnerabilities"].items():
        shipped = [node for node in entry.get("nodes", ()) if not packages.get(node, {}).get("dev")]
        titles = [via["title"] for via in entry.get("via", ()) if isinstance(via, dict)]
        if shipped:
            version = packages.get(shipped[0], {}).get("version", entry.get("range", ""))
            found.append(Advisory(name, version, "npm advisory", word(entry["severity"]), "; ".join(titles)))
    return found


def _reason(document: Any) -> str:
    error = document.get("error") if isinstance(document, dict) else None
    summary = error.get("summary") if isinstance(error, dict) else None
    return str(summary or (document.get("message", "") if isinstance(document, dict) else ""))[:200]
