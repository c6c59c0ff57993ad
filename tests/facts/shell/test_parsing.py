"""Scripts become trees: all in one process, each with lines of its own."""

from pathlib import Path

import pytest

from core import recording
from core.errors import Undecided
from facts.shell.parsing import parse
from facts.shell.script import Script
from facts.shell.shell_statements import statements
from facts.shell.syntax import AndOr, Call, Case, Declaration, Function, If, Loop, Pipeline
from facts.shell.syntax import Test as Comparison


def script(text, tmp_path, *, errexit=False, pipefail=False):
    """Parse one text into a script."""
    tree = parse({"x": text}, tmp_path)["x"]
    assert tree["fault"] == ""
    return Script("x.sh", 1, text, statements(tree["statements"]), errexit, pipefail)


def names(found):
    """Return the names of all commands with their lines."""
    return [(call.name, statement.line) for call, statement, _ in found.calls()]


def test_many_scripts_need_one_process(tmp_path):
    """Thirty scripts are parsed by one shfmt."""
    with recording.capture() as page:
        found = parse({str(n): f"echo {n}\n" for n in range(30)}, tmp_path)
    assert (len(found), len(page.commands)) == (30, 1)


def test_lines_count_from_each_script_itself(tmp_path):
    """The second script's third line is line 3."""
    trees = parse({"a": "a1\n\na3\n", "b": "\n\nb3 | b3\n"}, tmp_path)
    assert [tree["Pos"]["Line"] for tree in trees["a"]["statements"]] == [1, 3]
    assert statements(trees["b"]["statements"])[0].line == 3


def test_one_broken_script_spoils_no_other(tmp_path):
    """The text that is no shell is named, the others keep their trees."""
    trees = parse({"a": "echo a\n", "b": "if true; then\n", "c": "echo c\n"}, tmp_path)
    assert [bool(tree["fault"]) for tree in trees.values()] == [False, True, False]
    assert len(trees["c"]["statements"]) == 1


def test_a_script_cannot_leave_its_wrapping(tmp_path):
    """A stray brace is a fault of that script, not the end of the wrapping function."""
    trees = parse({"a": "echo a\n}\nevil() {\n", "b": "echo b\n"}, tmp_path)
    assert trees["a"]["fault"]
    assert len(trees["b"]["statements"]) == 1


def test_an_empty_script_is_a_script(tmp_path):
    """Only comments: no statement and no fault."""
    assert parse({"a": "# nothing\n"}, tmp_path)["a"] == {"statements": [], "fault": ""}


def test_expressions_of_the_workflow_are_kept(tmp_path):
    """`${{ x }}` is a parameter to the parser and itself again in the tree."""
    call = next(script('run "${{ inputs.tag }}-x" ${{ y }}\n', tmp_path).calls())[0]
    assert call.texts == ("run", "${{ inputs.tag }}-x", "${{ y }}")
    assert not call.words[1].plain


def test_every_kind_of_statement_is_walked(tmp_path):
    """Commands inside every compound, substitution and here-document are found once."""
    text = """\
a && b || c
if d; then e; elif f; then g; else h; fi
for i in $(j); do k; done
while l; do m; done < <(n)
case "$(o)" in x) p ;; esac
q() { r; }
( s ); { t; }
x="$(u)" v
cat <<W
$(y)
W
! z
"""
    found = "".join(name for name, _ in names(script(text, tmp_path)) if len(name) == 1)
    assert sorted(found) == list("abcdefghjklmnoprstuvyz")


def test_kinds(tmp_path):
    """Each construct has its own type."""
    text = "a|b|c\nx && y\nif a; then b; fi\nfor i in 1; do a; done\ncase x in y) ;; esac\nf() { a; }\n[[ -n x ]]\nexport A=1\n"
    kinds = [type(statement.node) for statement in script(text, tmp_path).statements]
    assert kinds == [Pipeline, AndOr, If, Loop, Case, Function, Comparison, Declaration]


def test_a_pipeline_is_flat(tmp_path):
    """Three parts, not two in two."""
    node = script("a | b | c\n", tmp_path).statements[0].node
    assert isinstance(node, Pipeline)
    assert [part.node.name for part in node.parts if isinstance(part.node, Call)] == ["a", "b", "c"]


def test_places(tmp_path):
    """Where a command stands says what its failure does."""
    text = "if a; then b; fi\nc || true\n! d\ne | f\ng=$(h)\nk() { l; }\n"
    places = {call.name: place for call, _, place in script(text, tmp_path).calls()}
    assert [name for name, place in places.items() if place.tested] == ["a", "c", "d"]
    assert [name for name, place in places.items() if place.fallback] == ["c"]
    assert [name for name, place in places.items() if place.piped_into] == ["e"]
    assert [name for name, place in places.items() if place.substituted] == ["h"]
    assert places["l"].function == "k"


def test_options(tmp_path):
    """`set -euo pipefail` at the top is seen, in a function it is not the script's."""
    assert script("set -euo pipefail\na\n", tmp_path).options == {"e", "u", "pipefail"}
    assert script("set -o errexit\n", tmp_path).stops_on_failure
    assert not script("f() { set -e; }\n", tmp_path).stops_on_failure
    assert script("a | b\n", tmp_path, pipefail=True).fails_with_pipe


def test_a_script_that_is_too_large_is_named(tmp_path: Path) -> None:
    """Its tree would not fit into memory: the answer names the script at once instead of waiting for the parser."""
    with pytest.raises(Undecided, match=r"scripts/big\.sh: a script of 1,\d{3},\d{3} characters, expected at most 1,000,000"):
        parse({"scripts/ok.sh": "true", "scripts/big.sh": "echo line\n" * 100_001}, tmp_path)
