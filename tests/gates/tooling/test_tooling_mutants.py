"""Of the wrongs that a careless hand puts into a workflow, every one that matters is refused."""

import pytest
from msgspec.structs import replace

from core.rules import load
from facts.workflows.assembly import read, written
from facts.workflows.reading import workflow
from gates.tooling.rule_context import Context
from profiles.schema.tooling import ToolingTable
from tests.gates.tooling.mutants import mutants
from tests.gates.tooling.projects import ONE_RUN, TWO_RUNS

TABLE = ToolingTable(tap_jobs=("tap",), preflight_jobs=("credentials",), provenance_jobs=("resolve",))
PUBLISHERS = {"index", "crate", "node", "release"}
RULES = {name: rule for name, rule in load("gates.tooling.rules").items() if name != "every-channel-has-a-publish-job"}
# What is let through although it changes something, and why no rule minds.
HARMLESS = {
    "if: always()": "a job without needs has nothing to go around",
    "release drops": "no rule orders the channels among themselves: each waits for the builds and the gates",
    "credentials drops resolve": "to try a credential needs no build run",
}


def refused(layout, folder, table):
    """Whether any rule has a finding."""
    context = Context(read(written(folder, layout)), replace(table, changelog="CHANGELOG.md", ci_workflow="ci.yml"))
    asked = [rule for name, rule in RULES.items() if not (name == "ci-required" and table is TABLE)]
    return any(list(rule.findings(context)) for rule in asked)


def changes_nothing(mutant, layout):
    """Whether the mutant leaves for every irreversible step the same jobs to wait for."""
    return "drops" in mutant.title and waits(mutant.layout) == waits(layout)


def waits(layout):
    """Return what every publishing job waits for, near or far."""
    found = [workflow(text, file) for file, text in layout.items() if file.startswith(".github/")]
    return {(w.file, job.id): w.ancestors(job) for w in found for job in w.jobs.values() if job.id in PUBLISHERS}


def survivors(layout, folder, table):
    """Return the titles of the mutants that change something, that no rule refuses, and that nothing explains."""
    found = [mutant for mutant in mutants(layout) if not changes_nothing(mutant, layout)]
    assert len(found) > 30
    left = [m.title for number, m in enumerate(found) if not refused(m.layout, folder / str(number), table)]
    return [title for title in left if not any(words in title for words in HARMLESS)]


@pytest.mark.parametrize(("layout", "table"), [(ONE_RUN, ToolingTable()), (TWO_RUNS, TABLE)], ids=["one_run", "two_runs"])
def test_no_mutant_survives_unexplained(layout, table, tmp_path):
    """Dropped needs, always(), continue-on-error, || true, other names, empty secrets, lost rows: all are refused."""
    assert survivors(layout, tmp_path, table) == []


def test_a_root_job_is_the_only_one_whose_always_is_let_through(tmp_path):
    """The explanation for always() holds for jobs without needs and for no other."""
    found = [m for m in mutants(TWO_RUNS) if "if: always()" in m.title and not refused(m.layout, tmp_path / m.title[:5], TABLE)]
    assert {m.title for m in found} <= {"build.yml: context if: always()", "publish.yml: resolve if: always()"}
