"""Every defect: one defect, named, expected to one check."""

import ast
import re
import tomllib

import pytest
from ruamel.yaml import YAML

from sample.defects import all_defects, named
from sample.defects.registry import Defect
from sample.sample_errors import SampleError
from sample.written_tree import WrittenTree
from tests.sample.planned import TESTS

EVERY = pytest.mark.parametrize("defect", all_defects(), ids=lambda defect: defect.name)


def changes(draft: WrittenTree) -> list[str]:
    """List what differs from the sample as it should be: one entry for each file and each other state."""
    good = WrittenTree()
    paths = {path for path in good.target.keys() | draft.target.keys() if good.target.get(path) != draft.target.get(path)}
    others = [
        name for name in ("base", "uncommitted", "remote_tags", "remote_main") if getattr(good, name) != getattr(draft, name)
    ]
    return sorted(paths) + others


@EVERY
def test_it_changes_one_thing(defect: Defect) -> None:
    """A defect touches one file, or the state that its name says, and nothing else."""
    draft = WrittenTree()
    defect.put_in(draft)
    expected = {"unpushed-commit": ["remote_tags", "remote_main"]}
    found = changes(draft)
    assert found
    assert found == expected.get(defect.name, found[:1])


@EVERY
def test_it_is_a_defect_and_not_a_wreck(defect: Defect) -> None:
    """Whatever a defect does to Python, TOML and YAML, they still parse: its own check must notice it, not any tool."""
    draft = WrittenTree()
    defect.put_in(draft)
    for path, content in draft.target.items():
        if path.endswith(".py"):
            ast.parse(content)
        if path.endswith((".toml", "uv.lock")):
            tomllib.loads(content.decode())
        if path.endswith(".yml"):
            YAML(typ="safe").load(content)


@EVERY
def test_it_says_what_is_wrong_and_who_must_notice(defect: Defect) -> None:
    """A name of words and dashes, one sentence, and an id of the form of a check's."""
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", defect.name)
    assert re.fullmatch(r".*\.", defect.summary)
    assert re.fullmatch(
        r"(pre_release|provenance|staging|delivery|mechanics)/test_\w+::(\w+::)?test_\w+(\[[\w.-]+\])?", defect.check
    )


@EVERY
def test_its_check_is_in_the_plan(defect: Defect) -> None:
    """The expected check exists; a gate that has no check yet can keep no promise and is named in the profile."""
    module = defect.check.split("::")[0]
    built = any(test.startswith(f"{module}::") for test in TESTS)
    assert not built or defect.check in TESTS or defect.check.split("[")[0] in TESTS


def test_another_name_is_refused_with_a_list() -> None:
    """A name that does not exist is answered with all those that do."""
    with pytest.raises(SampleError, match="there is no defect 'nonsense'; there are .*dirty-tree"):
        named("nonsense")


def test_a_defect_that_does_nothing_is_refused() -> None:
    """A passage that is not there, or twice, a file that is missing: the defect is broken and says so."""
    draft = WrittenTree()
    with pytest.raises(SampleError, match="0 times, expected once"):
        draft.replace("README.md", "no such words", "others")
    with pytest.raises(SampleError, match="the sample has no nothing.md"):
        draft.remove("nothing.md")
    with pytest.raises(SampleError, match="nothing in README.md was changed"):
        draft.edit("README.md", lambda text: text)
    with pytest.raises(SampleError, match="is there already"):
        draft.add("README.md", "")
