"""A Justfile's recipes are those that just itself sees, with what they need first and the text that a shell gets."""

import json
import subprocess
from pathlib import Path

import pytest

from facts.shell.justfile import Justfile, is_justfile, recipes
from facts.workflows.assembly import read, written
from tests.tools import needs

TEXT = """\
set shell := ["bash", "-euo", "pipefail", "-c"]
set unstable
version := `echo 1`
export FOO := "a:b"
x := if "a" == "b" { "c" } else { "d" }
alias b := build
# comment: no recipe
default:
  @just --list

build target="x86_64: linux" *args: (test "x" target) fmt && (deploy "y" version)
  cargo build \\
    --release
  -rm -rf {{target}}
  @-echo quiet

@quiet:
  echo {{{{ hi }}
_x:
  echo private

[private]
[group: 'release']
[confirm("really: yes?")]
release $VERSION +files='a b':
  #!/usr/bin/env python3
  print("x: y")

[script("python3")]
py:
  print("a")

[script]
lines a=(x + "b:c") b=`echo a:b`:
  cd {{a}}

bare:
  #!/usr/bin/env bash
  cd b

multi arg="--help" *args: (
  fmt
)
  echo {{ arg }}

test a b="c":
  cargo test {{a}}
fmt:
  cargo fmt
deploy a b:
  echo
x-y_z p="it's": fmt # trailing: comment
  echo
raw x='''
 multi: line
''': fmt
  echo {{x}}
set-up: fmt
export a b:
  echo c
"""


@pytest.mark.parametrize(
    ("name", "dependencies"),
    [
        ("default", ()),
        ("build", ("test", "fmt", "deploy")),
        ("quiet", ()),
        ("_x", ()),
        ("release", ()),
        ("lines", ()),
        ("multi", ("fmt",)),
        ("x-y_z", ("fmt",)),
        ("raw", ("fmt",)),
        ("set-up", ("fmt",)),
        ("export", ()),
    ],
)
def test_a_recipe_is_seen_whatever_its_first_line_holds(name: str, dependencies: tuple[str, ...]) -> None:
    """Defaults with colons and brackets, variadic and exported parameters, attributes, quiet and private ones."""
    assert recipes(TEXT)[name].dependencies == dependencies


def test_settings_and_assignments_are_no_recipes() -> None:
    """What stands before `:=` names a value; an alias names a recipe that there is."""
    assert not {"version", "FOO", "x", "set", "alias", "b"} & set(recipes(TEXT))
    assert Justfile(TEXT).aliases == {"b": "build"}
    assert Justfile("import? 'a.just'\nmod tools\nmod old 'x/old.just'\n").others == (
        ("import", "", "a.just"),
        ("mod", "tools", ""),
        ("mod", "old", "x/old.just"),
    )


@needs("just")
def test_just_itself_sees_the_same(tmp_path: Path) -> None:
    """Names, dependencies and aliases are those of `just --dump`."""
    (tmp_path / "justfile").write_text(TEXT)
    argv = ["just", "--unstable", "--justfile", str(tmp_path / "justfile"), "--dump", "--dump-format", "json"]
    said = json.loads(subprocess.run(argv, check=True, capture_output=True).stdout)
    real = {name: tuple(each["recipe"] for each in found["dependencies"]) for name, found in said["recipes"].items()}
    assert {name: found.dependencies for name, found in recipes(TEXT).items()} == real
    assert set(said["aliases"]) == set(Justfile(TEXT).aliases)


def test_a_body_is_what_the_shell_gets() -> None:
    """Signs of just are taken off, one that forgives a failure is said in the shell's words, and values are values."""
    found = recipes(TEXT)
    assert found["build"].body.splitlines() == [
        "cargo build \\",
        "--release",
        "rm -rf ${just_target} || true",
        "echo quiet || true",
    ]
    assert found["build"].line == 12
    assert found["quiet"].body == "echo {{ hi }}"


def test_a_body_of_another_language_is_no_shell() -> None:
    """A whole script says its interpreter; a shell's own script stops at a failure only if told so."""
    found = recipes(TEXT)
    assert (found["release"].body, found["py"].body) == ("", "")
    assert (found["lines"].body.strip(), found["lines"].errexit) == ("cd ${just_a}", True)
    assert (found["bare"].body.splitlines()[1], found["bare"].errexit) == ("cd b", False)
    assert recipes('set shell := ["pwsh", "-c"]\na:\n\tGet-Item x\n')["a"].body == ""


def test_settings_of_the_shell() -> None:
    """Without one just takes sh; pipefail counts where it is set, on however many lines."""
    assert Justfile(TEXT).is_strict
    assert Justfile('set shell := [\n  "bash",\n  "-euo", "pipefail", "-c",\n]\n').is_strict
    assert not Justfile("a:\n\techo pipefail\n").is_strict


def test_files_of_recipes() -> None:
    """Every name that just looks for, and what such a file takes in."""
    assert [name for name in ("Justfile", "justfile", ".justfile", "tools.just", "just", "x.md") if is_justfile(name)] == [
        "Justfile", "justfile", ".justfile", "tools.just",
    ]  # fmt: skip


def test_a_step_reaches_recipes_through_aliases_and_modules(tmp_path: Path) -> None:
    """A step that starts a recipe starts what it needs, in whichever file that stands."""
    steps = "\n      - run: just b\n      - run: just tools::lint"
    files = {
        ".github/workflows/r.yml": f"on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps: {steps}\n",
        "justfile": "mod tools\nalias b := build\nbuild to='x:y': (pack to)\n\tcargo build\npack to:\n\t./pack.sh\n",
        "tools.just": "lint:\n\tcargo clippy\nbuild:\n\tno\n",
        "pack.sh": "tar -czf x y\n",
    }
    found = read(written(tmp_path, files))
    first, second = found.workflows[0].jobs["a"].steps
    assert {script.file for script in found.scripts_of(first)} >= {"justfile", "pack.sh"}
    assert "tools.just" in {script.file for script in found.scripts_of(second)}
