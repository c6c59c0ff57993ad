"""A command is what it runs, without its wrappers."""

import pytest

from facts.shell.invocations import invocation
from facts.shell.justfile import recipes
from facts.shell.parsing import parse
from facts.shell.script import Script
from facts.shell.shell_statements import statements
from facts.shell.variables import resolved, values_of


def script(text, tmp_path):
    """Parse one text into a script."""
    return Script("x.sh", 1, text, statements(parse({"x": text}, tmp_path)["x"]["statements"]), False, False)


@pytest.mark.parametrize(
    ("text", "tool", "arguments"),
    [
        ("sudo apt-get install -y x", "apt-get", ("install", "x")),
        ("env A=1 B=2 cargo publish --locked", "cargo", ("publish",)),
        ("python3 -m twine upload dist/*", "twine", ("upload", "dist/*")),
        ("uv run pytest tests", "pytest", ("tests",)),
        ("npx --yes lerna publish", "lerna", ("publish",)),
        ("cargo +nightly publish", "cargo", ("publish",)),
        ("/usr/bin/gh release create v1", "gh", ("release", "create", "v1")),
        ('"$tool" x', "", ("x",)),
    ],
)
def test_invocations(text, tool, arguments, tmp_path):
    """Wrappers, folders, toolchains and flags are taken off."""
    found = invocation(next(script(text, tmp_path).calls())[0])
    assert (found.tool, found.arguments) == (tool, arguments)


def test_flags(tmp_path):
    """A flag has its value behind `=` or in the next word; `=false` is absent."""
    found = invocation(next(script("gh run list --workflow ci.yml --repo=a/b --draft=false -q", tmp_path).calls())[0])
    assert (found.value("--workflow"), found.value("--repo"), found.value("--none")) == ("ci.yml", "a/b", None)
    assert (found.flag("-q"), found.flag("--draft")) == (True, False)


def test_variables(tmp_path):
    """A name with one lasting value is that value; one before a command is the command's own."""
    found = script('root="$PWD/x"\nlocal_dir="$root/.scratch"\nfiles=(a b)\nCOPY="$root" make\n', tmp_path)
    assert resolved("$local_dir/t", found) == "$PWD/x/.scratch/t"
    assert [word.text for word in values_of(found, "files")] == ["a", "b"]
    assert values_of(found, "COPY") == ()


def test_recipes():
    """A recipe has its dependencies, its line and its body without just's own signs."""
    text = 'set shell := ["bash"]\n\ncheck: fmt (test "x")\n\t@echo hi\n\tcargo test {{args}}\n\nfmt:\n\tcargo fmt\n'
    found = recipes(text)
    assert list(found) == ["check", "fmt"]
    assert found["check"].dependencies[:2] == ("fmt", "test")
    assert (found["check"].line, found["check"].body.splitlines()[:2]) == (4, ["echo hi", "cargo test ${just_value}"])


@pytest.mark.parametrize(
    ("line", "tool"),
    [
        ("${PREFIX}twine upload x", "twine"),
        ("$VENV/bin/pytest -x", "pytest"),
        ("${TOOL} upload x", ""),
        ("${A}${B}twine", ""),
        ("$HERE/lib/run.sh", ""),
    ],
)
def test_a_program_behind_a_folder_that_is_computed(line, tool, tmp_path):
    """Its own name is written out; a name that is computed is not guessed."""
    (statement,) = statements(parse({"x": line}, tmp_path)["x"]["statements"])
    assert invocation(statement.node).tool == tool
