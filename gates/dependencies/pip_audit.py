"""pip-audit over pinned requirements: strict, every one of them answered for under its own version, none skipped.

It leaves out a line whose marker does not hold on this host, and refuses a name that stands twice; what ships to other
platforms is pinned by such lines too. So it is given the bare pins, in as many files as a name has versions.
"""

from collections.abc import Collection
from pathlib import Path
from typing import Any

from packaging.version import Version

from core.commands import Completed, run
from core.errors import Unavailable, Undecided
from core.strict_json import parse
from facts.builds.project_builds import Builds
from facts.manifests import uv_lock
from gates.dependencies.audit_report import Advisory, Report

_SECONDS = 300.0
_KNOWN_BAD = "jinja2==2.4.1\n"
_ARGV = ("pip-audit", "--strict", "--format", "json", "--no-deps", "--disable-pip", "--requirement")
REFUSAL = "jinja2"

Pin = tuple[str, str]


def audit(builds: Builds, path: str) -> Report:
    """Audit one requirements file of the candidate."""
    return _report(builds, path, (builds.checkout("candidate") / path).read_text("utf-8"))


def known_bad(builds: Builds) -> Report:
    """Audit a release with advisories since 2014, at the same service."""
    return _report(builds, "known bad", _KNOWN_BAD)


def _report(builds: Builds, origin: str, text: str) -> Report:
    pins = sorted(set(uv_lock.pinned(text)))
    folder = builds.workspace / "pip-audit"
    folder.mkdir(parents=True, exist_ok=True)
    answers = [one for layer in _layers(pins) for one in _answers(folder / "requirements.txt", origin, layer)]
    return Report(origin, len(pins), len(pins), tuple(_findings(answers)), "the service's own answer", is_live=True)


def _layers(pins: Collection[Pin]) -> list[list[Pin]]:
    """Spread the pins so that no layer has a name twice."""
    layers: list[list[Pin]] = []
    for pin in pins:
        free = next((layer for layer in layers if pin[0] not in dict(layer)), None)
        layers = layers if free is not None else [*layers, []]
        (free if free is not None else layers[-1]).append(pin)
    return layers


def _answers(file: Path, origin: str, pins: list[Pin]) -> list[Any]:
    file.write_text("".join(f"{name}=={version}\n" for name, version in pins))
    done = run([*_ARGV, file], cwd=file.parent, timeout=_SECONDS, expect=None)
    document = parse(done.stdout, "pip-audit") if done.stdout.strip() else {}
    answers: list[Any] = document.get("dependencies", []) if isinstance(document, dict) else []
    answered = {_pin(one["name"], one["version"]) for one in answers if "skip_reason" not in one}
    if answered != {_pin(*pin) for pin in pins}:
        raise Unavailable(
            got=f"only {len(answered)} of {len(pins)} packages audited: {done.errors.strip()[-200:]}",
            expected="an answer for every package at its pinned version",
            advice=f"run again with access to the advisory service: pip-audit --strict -r {origin}",
        )
    _demand_agreement(done, answers)
    return answers


def _demand_agreement(done: Completed, answers: list[Any]) -> None:
    """Raise where the exit status says something else than the answer."""
    found = sum(len(one["vulns"]) for one in answers)
    if done.status != (1 if found else 0):
        raise Undecided(
            got=f"exit status {done.status} with {found} findings: {done.errors.strip()[-200:]}",
            expected="0 without findings, 1 with some",
            advice="read the command's log in the evidence directory",
        )


def _findings(answers: list[Any]) -> list[Advisory]:
    return [
        Advisory(one["name"], one["version"], found["id"], "unknown", found.get("description", "")[:120])
        for one in answers
        for found in one["vulns"]
    ]


def _pin(name: str, version: str) -> tuple[str, Version]:
    return uv_lock.normalized(name), Version(version)
