"""`--no-execute`: what runs code of the project is left out, and what is not known to read only counts as that."""

from pathlib import Path

import pytest

from plugins.plan.plan import Check, PlanLine, read
from tests.sandbox_suite import GOOD, Toy

ROOT = Path(__file__).resolve().parents[3]
BOTH = GOOD + 'def test_builds(examine):\n    """It builds."""\n    examine([1])\n'


def test_only_what_reads_is_run(toy: Toy) -> None:
    """The static check runs, the other is neither run nor recorded, and the stage is not clear."""
    toy.gate(BOTH.replace("def test_good", "@pytest.mark.static\ndef test_good"), head=HEAD)
    result = toy.run("--no-execute")
    assert result.ret == 0
    result.stdout.fnmatch_lines(["--no-execute: 1 checks that execute code of the project are left out"])
    assert [record["id"].split("::")[1] for record in toy.evidence["checks"]] == ["test_good"]
    assert toy.evidence["verdict"]["state"] == "incomplete"
    details = toy.evidence["plan"]["details"]
    assert {name.split("::")[1]: detail["executes"] for name, detail in details.items()} == {
        "test_good": False,
        "test_builds": True,
    }


HEAD = "import pytest\npytestmark = [pytest.mark.pre_release, pytest.mark.gate(11)]\n"


@pytest.mark.parametrize(
    ("line", "stage", "executes"),
    [
        (PlanLine("x", ("pre_release",), "."), "pre_release", True),
        (PlanLine("x", ("pre_release",), ".", static=True), "pre_release", False),
        (PlanLine("x", ("pre_release",), ".", markers=("remote",)), "pre_release", False),
        (PlanLine("x", ("pre_release",), ".", needs=("gh>=2.90",)), "pre_release", False),
        (PlanLine("x", ("pre_release",), ".", needs=("ghc",)), "pre_release", True),
        (PlanLine("x", ("delivery",), "."), "delivery", True),
        (PlanLine("x", ("provenance",), "."), "provenance", False),
    ],
)
def test_what_is_not_known_to_read_executes(line: PlanLine, stage: str, executes: bool) -> None:
    """A new check without a word about it counts as one that executes."""
    assert Check("x", "x", stage, line, "official", None).executes is executes


def test_every_check_that_builds_executes() -> None:
    """No check that asks for the project's builds is among those that only read."""
    lines = [line for line in read(ROOT).lines if line.test.startswith("gates/")]
    reading = [line for line in lines if not Check("x", "x", "pre_release", line, "official", None).executes]
    sources = {line.test: (ROOT / line.test.split("::")[0]).read_text() for line in reading}
    names = [
        line.test for line in reading if f"def {line.test.rpartition('::')[2].partition('[')[0]}(builds" in sources[line.test]
    ]
    assert reading != []
    assert names == []
