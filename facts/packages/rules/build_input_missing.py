"""Files that the build of a source distribution reads and that it does not hold."""

import ast
import posixpath
import re
import tomllib
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from typing import Any

from core.findings import Finding
from core.rules import Rule
from facts.packages.sdist_inputs import inputs
from facts.packages.sdist_packages import taken
from facts.packages.subject import Subject

RULE = Rule(
    id="build-input-missing",
    title="A source distribution contains every file that its build reads: packages, headers, sources, README, version files.",
    why=(
        "Users build it without the repository: a file that MANIFEST.in leaves out breaks the build for everyone "
        "without a wheel."
    ),
    fix="include the file in the source distribution (MANIFEST.in, or the build backend's table in pyproject.toml)",
    bad={"PKG-INFO": "Name: demo\nVersion: 1.0.0\n", "demo.py": "", "setup.py": "from setuptools import setup\nsetup(long_description=open('README.md').read())\n"},
    good={"PKG-INFO": "Name: demo\nVersion: 1.0.0\n", "demo.py": "", "setup.py": "from setuptools import setup\nsetup(long_description=open('README.md').read())\n", "README.md": ""},
    given={"kind": "sdist"},
)  # fmt: skip
_INCLUDE = re.compile(r'^[^\S\n]*#\s*include\s+"([^"]+)"', re.MULTILINE)
_C = (".c", ".cc", ".cpp", ".cxx", ".h", ".hpp", ".hh", ".pyx", ".pxd")


def findings(subject: Subject) -> Iterable[Finding]:
    """Judge what pyproject.toml and setup.py name, and the headers that sources include."""
    if subject.kind != "sdist":
        return
    for where, path in dict.fromkeys(
        [*_configured(subject), *_opened(subject), *_read_by_functions(subject), *_headers(subject)]
    ):
        yield subject.finding(
            RULE.id, f"{where} reads {path}, which is not in the package", "every file that the build reads", RULE.fix
        )


def _configured(subject: Subject) -> Iterator[tuple[str, str]]:
    try:
        table: dict[str, Any] = tomllib.loads(subject.text("pyproject.toml")) if subject.has("pyproject.toml") else {}
    except tomllib.TOMLDecodeError:
        return
    yield from inputs(subject, table)
    yield from taken(subject, table)
    project, build = table.get("project", {}), table.get("build-system", {})
    readme = project.get("readme")
    named = [readme] if isinstance(readme, str) else [readme["file"]] if isinstance(readme, dict) and "file" in readme else []
    license_ = project.get("license")
    named += [license_["file"]] if isinstance(license_, dict) and "file" in license_ else []
    dynamic = table.get("tool", {}).get("setuptools", {}).get("dynamic", {})
    for entry in dynamic.values() if isinstance(dynamic, dict) else ():
        files = entry.get("file", []) if isinstance(entry, dict) else []
        named += [files] if isinstance(files, str) else list(files)
    hatch = table.get("tool", {}).get("hatch", {}).get("version", {})
    named += [hatch["path"]] if isinstance(hatch, dict) and "path" in hatch else []
    for path in named:
        if not subject.has(posixpath.normpath(str(path))):
            yield "pyproject.toml", str(path)
    for path in build.get("backend-path", []):
        module = str(build.get("build-backend", "")).partition(":")[0].replace(".", "/")
        place = posixpath.normpath(posixpath.join(str(path), module))
        if not any(subject.has(f"{place}{ending}") for ending in (".py", "/__init__.py")):
            yield "pyproject.toml", f"{place}.py"


def _opened(subject: Subject) -> Iterator[tuple[str, str]]:
    for name in ("setup.py", *_backends(subject)):
        try:
            tree = ast.parse(subject.text(name)) if subject.has(name) else None
        except (SyntaxError, ValueError):
            continue
        for node in _unguarded(tree) if tree else ():
            for path in _literals(node):
                place = posixpath.normpath(path)
                if not subject.has(place) and not subject.has_folder(place):
                    yield name, path


def _read_by_functions(subject: Subject) -> Iterator[tuple[str, str]]:
    """Literal names that are handed to a function of the same file which opens its argument."""
    for name in ("setup.py", *_backends(subject)):
        try:
            tree = ast.parse(subject.text(name)) if subject.has(name) else ast.Module([], [])
        except (SyntaxError, ValueError):
            continue
        readers = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and _reads(node)}
        for node in _unguarded(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in readers:
                for path in filter(None, map(_path, node.args[:1])):
                    if not subject.has(posixpath.normpath(path)) and not subject.has_folder(posixpath.normpath(path)):
                        yield name, path


def _reads(function: ast.FunctionDef) -> bool:
    """Whether a function opens what it is given, and does not ask first whether it is there."""
    text = ast.unparse(function)
    given = "|".join(
        re.escape(one.arg) for one in (*function.args.args, *([function.args.vararg] if function.args.vararg else ()))
    )
    asks = re.search(r"exists|isfile|is_file|except|['\"][wax]b?\+?['\"]", text)
    return bool(given) and not asks and bool(re.search(rf"\bopen\([^()]*(\([^()]*)*\b({given})\b|\b({given})\b.*read_text", text))


def _path(node: ast.expr) -> str:
    """A literal name of a file, also one that is joined to the folder of the file itself."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value if re.fullmatch(r"[\w./-]+", node.value) and re.search(r"\.\w{1,8}$|^[A-Z]+$", node.value) else ""
    if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("path.join") and len(node.args) > 1:
        parts = [one.value for one in node.args[1:] if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        return posixpath.join(*parts) if len(parts) == len(node.args) - 1 and "." in parts[-1] else ""
    return ""


def _backends(subject: Subject) -> list[str]:
    try:
        build = tomllib.loads(subject.text("pyproject.toml")).get("build-system", {}) if subject.has("pyproject.toml") else {}
    except tomllib.TOMLDecodeError:
        return []
    module = str(build.get("build-backend", "")).partition(":")[0].replace(".", "/")
    return [posixpath.normpath(posixpath.join(str(path), f"{module}.py")) for path in build.get("backend-path", [])]


def _unguarded(tree: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(tree):
        if (isinstance(child, ast.Try) and child.handlers) or (
            isinstance(child, ast.If) and re.search("exists|isfile|is_file", ast.unparse(child.test))
        ):
            continue
        yield child
        yield from _unguarded(child)


def _literals(node: ast.AST) -> Iterator[str]:
    """Literal names that are opened for reading, and the sources of extension modules."""
    if not isinstance(node, ast.Call):
        return
    name = ast.unparse(node.func)
    first = node.args[0] if node.args else None
    literal = first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None
    mode = node.args[1].value if len(node.args) > 1 and isinstance(node.args[1], ast.Constant) else "r"
    if name in ("open", "io.open", "codecs.open") and literal and not set(str(mode)) & set("wax") and not literal.startswith("/"):
        yield literal
    elif re.fullmatch(r"(pathlib\.)?Path\('[^']+'\)\.read_(text|bytes)", name):
        yield name.split("'")[1]
    elif re.fullmatch(r"Path\(__file__\)(\.resolve\(\))?\.(parent|with_name)\b.*read_(text|bytes)", name):
        yield from re.findall(r"'([\w./-]+\.\w+)'", name)
    elif name.rpartition(".")[2] == "Extension":
        sources = [each.value for each in node.keywords if each.arg == "sources"] or node.args[1:2]
        for each in sources:
            for one in each.elts if isinstance(each, ast.List | ast.Tuple) else ():
                if isinstance(one, ast.Constant) and isinstance(one.value, str):
                    yield one.value


def _headers(subject: Subject) -> Iterator[tuple[str, str]]:
    """A header counts as the project's own where the tag has it, or where its folder is a folder of the distribution."""
    inside = list(subject.files)
    for path, text in subject.texts(*_C).items():
        for name in _INCLUDE.findall(re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)):
            suffix = posixpath.normpath(name).removeprefix("../")
            if any(one == suffix or one.endswith(f"/{suffix}") for one in inside):
                continue
            if subject.tree is not None and any(fnmatchcase(one, f"*/{suffix}") or one == suffix for one in subject.tree):
                yield path, name
