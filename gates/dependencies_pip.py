"""pip-audit over pinned requirements: strict, every one of them answered for, none skipped."""

from pathlib import Path

from facts.builds import Builds
from facts.errors import Unavailable
from facts.manifests import uv
from facts.strict_json import parse
from gates.dependencies_report import Finding, Report
from plugins.commands import run

_SECONDS = 300.0
_KNOWN_BAD = "jinja2==2.4.1\n"
REFUSAL = "jinja2"


def audit(builds: Builds, path: str) -> Report:
    """Audit one requirements file of the candidate."""
    return _report(path, builds.checkout("candidate") / path)


def known_bad(builds: Builds) -> Report:
    """Audit a release with advisories since 2014, at the same service."""
    pins = builds.workspace / "known-bad.txt"
    pins.write_text(_KNOWN_BAD)
    return _report("known bad", pins)


def _report(origin: str, pins: Path) -> Report:
    argv = ("pip-audit", "--strict", "--format", "json", "--no-deps", "--disable-pip", "--requirement")
    done = run([*argv, pins], cwd=pins.parent, timeout=_SECONDS, expect=None)
    document = parse(done.stdout, "pip-audit") if done.stdout.strip() else {}
    answered = document.get("dependencies", []) if isinstance(document, dict) else []
    wanted = {name for name, _ in uv.pinned(pins.read_text("utf-8"))}
    if {uv.normalized(one["name"]) for one in answered if "skip_reason" not in one} != wanted:
        raise Unavailable(
            got=f"{len(answered)} of {len(wanted)} packages audited: {done.errors.strip()[-200:]}",
            expected="an answer for every pinned package",
            advice=f"repeat with a service that answers: pip-audit --strict -r {origin}",
        )
    findings = [
        Finding(one["name"], one["version"], found["id"], "unknown", found.get("description", "")[:120])
        for one in answered
        for found in one.get("vulns", ())
    ]
    return Report(origin, len(wanted), len(wanted), tuple(findings), "the service's own answer", is_live=True)
