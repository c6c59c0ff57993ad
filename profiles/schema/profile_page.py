"""`python -m profiles.schema.profile_page` writes docs/profile.md from the structs: every table, key, type, default and comment."""

import ast
import copy
import re
import sys
from collections.abc import Iterator
from pathlib import Path

FILE = Path("docs") / "profile.md"
_HEAD = """\
# The profile: project configuration

<!-- Written by `python -m profiles.schema.profile_page` from the structs in profiles/schema/profile.py and profiles/schema/. -->

One TOML file: `release-profile.toml` in the project, or the file given with `--profile`. An unknown or duplicate key, a wrong type, and
an unknown gate or channel are errors. `[does_not_apply]` lists gates, channels and checks that do not apply, each with a reason;
write a check as the evidence file does.

A library on two channels, released by another team, with tags such as `2.4.0`:

```toml
[project]
name = "demo"
tag = "{version}"

[channels.pypi]
package = "demo-lib"
files = [
  { name = "demo_lib-{version}-cp39-abi3-manylinux_*_x86_64.whl" },
  { name = "demo_lib-{version}-cp39-abi3-macosx_*_arm64.whl" },
  { name = "demo_lib-{version}.tar.gz" },
]
platforms = [
  { name = "linux", newest = "manylinux_2_35_x86_64", host = "linux-x86_64" },
  { name = "mac", newest = "macosx_14_0_arm64", host = "darwin-arm64" },
]
operations = [{ run = ["python", "-c", "import demo_lib; print(demo_lib.__version__)"], expect_output = "{version}" }]

[channels.crates]
package = "demo-core"
source = "crates/core"
files = [{ name = "demo-core-{version}.crate" }]
licenses = ["LICENSE-APACHE", "LICENSE-MIT"]
probe = 'fn main() { println!("{}", demo_core::VERSION); }'
operations = [{ run = ["probe"], expect_output = "{version}" }]

[does_not_apply]
github = "it is published only on the two registries"
"delivery/test_pypi::TestPyPI::test_files_are_the_built_artifacts" = "we do not have its build artifacts"
```

`pytest --release-target v2.4.0 --base-tag v2.3.1 --project=../demo -m delivery -k pypi` verifies one of them.

## Monorepos

`--package=NAME` verifies one package of a monorepo: NAME is the package's name in its manifest (with or without an npm scope) or its
directory. Its own tags (`demo-v1.4.0`, `demo@1.4.0`, `packages/demo/v1.4.0`), changelog and lock files are used. Verify each package in a run of its own.
`release-profile.toml` at the top of the repository is the profile for all packages. For packages with different profiles, put one file per package
anywhere, for example next to the package, and pass it with `--profile`:

    pytest --init=../project/packages/demo/release-profile.toml --package=demo --project=../project
    pytest --release-target demo-v1.4.0 --base-tag demo-v1.3.2 --package=demo --project=../project --profile=../project/packages/demo/release-profile.toml

Join a tag that begins with `@` to its option with `=`, as in `--release-target=@scope/demo@1.4.0`.

## Performance limits

`limit` is a fraction: with 0.15, a scenario that is more than 15 % slower than in the base release blocks. The benchmark is a command in the project
that prints JSON, here `{"results": [{"bench": "parse", "ms": 1.25}]}`; it runs for both versions in turn until the result is certain.

```toml
[performance]
limit = 0.15

[[performance.benchmarks]]
name = "speed"
argv = ["{python}", "{checkout}/bench/run.py", "--json"]
metric = "ms" # the key that holds the time; higher is slower
identity = ["bench"] # the keys that together name a scenario

[[performance.families]]
name = "parsing"
benchmark = "speed"
where = { bench = "parse*" } # which scenarios count
```
"""
# Texts of a certain shape that several tables share.
_TEXTS: dict[str, ast.expr] = {name: ast.Name("str") for name in ("Reason", "Name")}
_NOT_A_TABLE = ("machines.py", "profile.py", "profile_page.py", "reasons.py", "tag_pattern.py")
# Structs that tables of other files hold, and where.
_HELD_BY = {
    "server_config": "`[server]`",
    "suites": "`[builds]`, and `parts` of several gates",
    "programs": "`[compatibility] programs`",
}
# Keys that mean the same wherever they stand; a comment of their own comes first.
_EVERYWHERE = {
    "name": "the entry's name: part of a check's id, and what other entries refer to",
    "id": "the entry's name: part of a check's id",
    "argv": "the command, as a list of arguments",
    "after": "steps of `[builds]` that must run first",
    "env": "additional environment variables",
    "timeout": "time limit of one run, in seconds",
    "folder": "the directory to run it in, relative to the checkout",
    "parts": "the project's own tests that the gate relies on",
}
_ENVIRONMENT = """\
## Environment variables

What the suite reads in addition to the options. `PYTEST_*`, `PYTHONOPTIMIZE` and `PYTHONPATH` are removed; all other variables are passed to the tools.

| variable | meaning |
|---|---|
| `RELEASE_PROJECT` | the checkout of the project, if `--project` is not given |
| `RELEASE_AGENT` | who runs it, if `--agent` is not given: `model@host` |
| `RELEASE_ADVISORY_DB` | a directory with clones of advisory databases, for `database` of `[[dependencies.locks]]` |
| `REQUIRE_ALL_TOOLS` | `1`: the suite's own tests fail if a tool is missing, instead of being reported as not run |
| `CI`, `CI_RUN_ID`, `GITHUB_RUN_ID` | in CI the agent is `ci@<run id>` if none is given |
| `GITHUB_ACTIONS` | `true`: every finding is printed as an annotation |
| `GITHUB_STEP_SUMMARY` | the file to which the Markdown summary is appended |
| `NO_COLOR`, `TERM` | no colors if the first is set or the second is `dumb` |
| `PIP_INDEX_URL` | the Python index that a user's pip would use, if `[channels.pypi]` has no `address` |
| `PIP_CERT` | certificates to trust in addition, as pip does |
| `CARGO_HOME`, `GH_CONFIG_DIR`, `NETRC`, `NPM_CONFIG_USERCONFIG`, `XDG_CONFIG_HOME` | locations of credentials: clients of a channel run without them, and their contents are redacted from every report |
"""


def text(root: Path) -> str:
    """Return the page's text."""
    schema = root / "profiles" / "schema"
    tables = sorted(
        (path for path in schema.glob("[a-z]*.py") if path.name not in _NOT_A_TABLE),
        key=lambda path: (path.stem in _HELD_BY, path),
    )
    parts = [part for path in [schema / "profile.py", *tables] for part in _file(path)]
    return "\n".join([_HEAD, *parts, _ENVIRONMENT])


def main(root: Path) -> int:
    """Write the page."""
    (root / FILE).write_text(text(root), "utf-8")
    return 0


def _file(path: Path) -> Iterator[str]:
    source = path.read_text("utf-8")
    structs = [node for node in ast.parse(source).body if isinstance(node, ast.ClassDef) and _is_struct(node)]
    for node in sorted(structs, key=lambda node: not _is_table(node)):
        table = path.stem if node.name.endswith("Table") else node.name.lower()
        title = f"## `[{table}]`" if _is_table(node) else f"### {node.name}, in {_HELD_BY.get(path.stem, f'`[{path.stem}]`')}"
        yield "\n".join([title, "", *_struct(node, source.splitlines(), _aliases(source)), ""])


def _is_struct(node: ast.ClassDef) -> bool:
    return node.name != "Profile" and any(ast.unparse(base) == "msgspec.Struct" for base in node.bases)


def _is_table(node: ast.ClassDef) -> bool:
    return node.name.endswith("Table") or node.name in ("Project", "Ages")


def _aliases(source: str) -> dict[str, ast.expr]:
    """Return what a module calls its own types by."""
    found = [node for node in ast.parse(source).body if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)]
    own = {node.targets[0].id: node.value for node in found if isinstance(node.targets[0], ast.Name)}
    return {**_TEXTS, **own}


class _Plain(ast.NodeTransformer):
    """Makes of a type what a person has to know of it: bounds are told when they are hurt."""

    def __init__(self, aliases: dict[str, ast.expr]) -> None:
        self.aliases = aliases

    def visit_Name(self, node: ast.Name) -> ast.AST:
        """Put the meaning of a name in its place."""
        meant: ast.AST = self.visit(self.aliases[node.id]) if node.id in self.aliases else node
        return meant

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        """Leave the bounds out."""
        bounded = isinstance(node.slice, ast.Tuple) and ast.unparse(node.value) == "Annotated"
        inner = node.slice.elts[0] if isinstance(node.slice, ast.Tuple) and bounded else None
        plain: ast.AST = self.visit(inner) if inner else self.generic_visit(node)
        return plain


def _type(annotation: ast.expr, aliases: dict[str, ast.expr]) -> str:
    return ast.unparse(_Plain(aliases).visit(copy.deepcopy(annotation)))


def _struct(node: ast.ClassDef, lines: list[str], aliases: dict[str, ast.expr]) -> Iterator[str]:
    yield " ".join((ast.get_docstring(node) or "").split())
    fields = [item for item in node.body if isinstance(item, ast.AnnAssign)]
    if fields:
        yield from ("", "| key | type | default | meaning |", "|---|---|---|---|")
    for item in fields:
        default = f"`{ast.unparse(item.value)}`" if item.value is not None else "required"
        cells = (f"`{ast.unparse(item.target)}`", f"`{_type(item.annotation, aliases)}`", default, _comment(item, lines))
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _comment(item: ast.AnnAssign, lines: list[str]) -> str:
    line = lines[(item.end_lineno or item.lineno) - 1][item.end_col_offset or 0 :]
    said = re.sub(r"^noqa: \w+ - ", "", line.partition("#")[2].strip())
    return said or _EVERYWHERE.get(ast.unparse(item.target), "")


if __name__ == "__main__":
    sys.exit(main(Path(__file__).resolve().parents[2]))
