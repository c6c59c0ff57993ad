"""Whether continuous integration is green for exactly one commit."""

from core.findings import Finding
from facts.github.gh_api import Forge
from facts.github.runs import Run, outcome, read, runs_of


def ci_runs(forge: Forge, workflow: str, commit: str) -> list[Run]:
    """Ask for the runs of a workflow (its file name) at a commit, newest first."""
    return [read(item, Run) for item in runs_of(forge, workflow, f"per_page=100&head_sha={commit}")]


def ci_faults(runs: list[Run], workflow: str, commit: str) -> list[Finding]:
    """Return why a commit is not green: no run, or the newest run at it did not succeed."""
    there = [run for run in runs if run.head_sha == commit]
    if not there:
        got = f"{workflow}: no run at {commit[:12]}"
        return [Finding("", "", 0, got, "a successful run", "push the commit and wait for it")]
    newest = max(there, key=lambda run: run.created_at)
    if newest.conclusion == "success":
        return []
    return [Finding("", "", 0, f"{workflow}: {outcome(newest)} at {commit[:12]}", "success", f"see {newest.html_url}")]
