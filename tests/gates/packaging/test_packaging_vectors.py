"""Every vector through every binding: silent where all agree, loud where one does not, and a lie is refused."""

from pathlib import Path

import pytest

from core.errors import Undecided
from core.run_cache import Once
from facts.builds.project_builds import Builds
from gates.packaging import conformance_vectors, package_smokes
from profiles.schema.builds import BuildsTable
from profiles.schema.packaging import InvalidVector, PackageSmoke, PackagingTable, VectorRunner
from tests.repository import checkout

BINDING = (
    "import json, sys\nvector = json.load(open(sys.argv[1]))\n"
    "if sum(vector['add']) {wrong} != vector['expect']: sys.exit(f'{{vector}} is not {{sum(vector[\"add\"])}}')\n"
)
FILES = {
    "good.py": BINDING.format(wrong=""),
    "other.py": BINDING.format(wrong="+ (vector['add'] == [2, 2])"),
    "vectors/one.json": '{"add": [1, 2], "expect": 3}',
    "vectors/two.json": '{"add": [2, 2], "expect": 4}',
}
PLAN = PackagingTable(
    vectors="vectors/*.json",
    invalid_vector=InvalidVector('"expect": 3', '"expect": 5'),
    runners=(VectorRunner("good", ("{python}", "good.py")), VectorRunner("other", ("{python}", "other.py"))),
)


def builds(tmp_path: Path, files: dict[str, str] = FILES) -> Builds:
    """Make a project with two bindings and two vectors."""
    project = checkout(tmp_path / "project", files)
    work = tmp_path / "work"
    return Builds(project.path, project.head, "v0.1.0", BuildsTable(), work, Once(work / "once"))


def test_a_binding_that_agrees_is_left_alone_and_refuses_the_lie(tmp_path: Path) -> None:
    """Both vectors are run, and the lie is none of them."""
    found = conformance_vectors.answers(builds(tmp_path), PLAN, "good")
    assert sorted(found.honest) == ["vectors/one.json", "vectors/two.json"]
    assert conformance_vectors.refused(found.honest) == []
    (wrong,) = conformance_vectors.refused({"lie": found.lie})
    assert (wrong.rule, wrong.path) == ("vector-answer", "lie")


def test_a_binding_that_disagrees_is_named_with_the_vector(tmp_path: Path) -> None:
    """One binding gives another answer to one vector."""
    found = conformance_vectors.answers(builds(tmp_path), PLAN, "other")
    (wrong,) = conformance_vectors.refused(found.honest)
    assert (wrong.rule, wrong.path) == ("vector-answer", "vectors/two.json")
    assert wrong.got.startswith("`{python} other.py two.json` ends with 1: ")


def test_vectors_that_cannot_be_made_a_lie_prove_nothing(tmp_path: Path) -> None:
    """Without a control nobody knows whether a runner looks at what it is given."""
    with pytest.raises(Undecided, match="no '\"expect\": 3' in 2 vectors"):
        conformance_vectors.answers(builds(tmp_path, {**FILES, "vectors/one.json": FILES["vectors/two.json"]}), PLAN, "good")


SMOKE = "import os, sys\nif 'NO_SDK' in os.environ: sys.exit('directory not found')\nprint('smoke ok')\n"


def test_a_smoke_runs_once_and_its_twin_is_refused(tmp_path: Path) -> None:
    """The same smoke asked twice has run once; its twin fails for its reason."""
    made = builds(tmp_path, {"smoke.py": SMOKE + "open('count', 'a').write('x')\n"})
    row = PackageSmoke(
        "pack", ("{python}", "smoke.py"), "directory not found", negative_test_env={"NO_SDK": "1"}, expect_output="smoke ok"
    )
    for _ in range(2):
        assert package_smokes.complaints(package_smokes.pair(made, [row], "pack").honest, row.expect_output) == []
    assert (made.checkout("candidate") / "count").read_text() == "x"
    (wrong,) = package_smokes.complaints(package_smokes.pair(made, [row], "pack").twin)
    assert "directory not found" in wrong.got
