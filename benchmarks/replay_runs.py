"""One run of the suite over one old tree: a clone of its own, evidence of its own, and the findings that lie in it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.replay_rows import Incident, Side

ROOT = Path(__file__).resolve().parent.parent
CLONE, SUITE = 300, 3600  # seconds


@dataclass(frozen=True)
class Outcome:
    """What a run said: `checks` are the records by module::test[row]."""

    checks: dict[str, dict[str, Any]]
    seconds: float

    def asked(self, incident: Incident) -> dict[str, dict[str, Any]]:
        """Return the records of the checks that stand for an incident."""
        return {name: self.checks[name] for name in self.checks for check in incident.checks if _is(name, check)}

    def reasons(self, incident: Incident) -> list[str]:
        """Return the findings that are the incident's own."""
        records = [each for each in self.asked(incident).values() if each["outcome"] == "failed"]
        return [line for each in records for line in each["message"].splitlines() if incident.says(line)]

    def undecided(self, incident: Incident) -> list[str]:
        """Return the incident's checks that could not tell, and that no run made."""
        asked = self.asked(incident)
        lost = [check for check in incident.checks if not any(_is(name, check) for name in asked)]
        return [name for name, each in asked.items() if each["outcome"] in ("error", "not_run")] + lost


@dataclass(frozen=True)
class Replayer:
    """Runs sides: in `scratch` lie the clones while they are needed, and the evidence for good."""

    repository: Path
    profile: str
    scratch: Path

    def run(self, side: Side) -> Outcome:
        """Check the tree out, run the suite on it, read the evidence."""
        name = "-".join([side.commit[:12], side.target, *filter(str.isalnum, side.select[3:])])
        project = self._clone(side, self.scratch / "trees" / name)
        evidence = self.scratch / "evidence" / name
        shutil.rmtree(evidence, ignore_errors=True)
        began = time.monotonic()
        said = self._suite(side, project, evidence)
        seconds = time.monotonic() - began
        shutil.rmtree(project)
        return Outcome(_records(evidence / f"evidence-{side.target}.json", said), seconds)

    def _clone(self, side: Side, project: Path) -> Path:
        shutil.rmtree(project, ignore_errors=True)
        project.parent.mkdir(parents=True, exist_ok=True)
        _git(project.parent, "clone", "-q", "--shared", "--no-checkout", self.repository, project)
        _git(project, "checkout", "-q", "--detach", side.commit)
        if not _git(project, "tag", "--list", side.base):  # before the first release there is nothing to compare with
            _git(project, "tag", side.base, _git(project, "rev-list", "--max-parents=0", "HEAD").split()[-1])
        return project

    def _suite(self, side: Side, project: Path, evidence: Path) -> str:
        words = ["--release-target", side.target, "--base-tag", side.base, f"--project={project}", "--blockers=off", "--fresh"]
        words += [f"--profile={self.profile}"] if self.profile else []
        argv = [sys.executable, "-m", "pytest", *words, f"--evidence-dir={evidence}", *side.select]
        env = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
        done = subprocess.run(argv, cwd=ROOT, env=env, capture_output=True, text=True, timeout=SUITE, check=False)
        return done.stdout + done.stderr


def _records(file: Path, said: str) -> dict[str, dict[str, Any]]:
    """Return a run's records; a run that left none ends the replay with what it said, for it proves nothing either way."""
    if not file.is_file():
        raise SystemExit(f"replay: no evidence in {file.parent}; the suite said:\n{said[-2000:]}")
    checks = json.loads(file.read_text("utf-8"))["checks"]
    return {each["id"].partition("/")[2].removeprefix("test_"): each for each in checks}


def _is(name: str, check: str) -> bool:
    return name == check or name.startswith(check + "[")


def _git(folder: Path, *words: str | Path) -> str:
    done = subprocess.run(["git", *map(str, words)], cwd=folder, capture_output=True, text=True, timeout=CLONE, check=False)
    if done.returncode:
        raise SystemExit(f"replay: git {words[0]} in {folder}: {done.stderr.strip()}")
    return done.stdout.strip()
