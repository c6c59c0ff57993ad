"""Data files that the code opens next to itself and the wheel does not hold."""

import ast
import copy
import posixpath
import re
from collections.abc import Iterable, Iterator

from core.findings import Finding
from core.rules import Rule
from facts.packages.python_modules import Module, modules_of
from facts.packages.rules.tag_module_missing import placed
from facts.packages.subject import Subject

RULE = Rule(
    id="data-missing",
    title="A wheel contains every data file that its code opens relative to itself.",
    why=(
        "Files other than .py are left out unless the build is configured to include them: the import works, but "
        "the first use fails."
    ),
    fix="add the file to the package data",
    bad={"demo/__init__.py": "from pathlib import Path\nTEXT = (Path(__file__).parent / 'words.txt').read_text()\n"},
    good={
        "demo/__init__.py": "from pathlib import Path\nTEXT = (Path(__file__).parent / 'words.txt').read_text()\n",
        "demo/words.txt": "",
    },
    given={"kind": "wheel"},
)
_READS = re.compile(r"__file__|files\(|get_data|read_text|read_binary|open_text|open_binary|resource_")
_HERE = re.compile(r"__file__")
# A folder next to the module, and nothing below it yet: names are put in place of it.
_FOLDER = re.compile(r"^(?!.*\b(open|read_text|read_bytes|load|loads)\()[^'\"]*__file__[^'\"]*$")
_WRITES = re.compile(
    r"write_text|write_bytes|mkdir|makedirs|,\s*(?:mode\s*=\s*)?['\"][wax][bt]?\+?['\"]\s*[,)]|\.exists\(|isfile|is_file|isdir|is_dir|FileNotFoundError|OSError|IOError"
)


def findings(subject: Subject) -> Iterable[Finding]:
    """Find paths made of __file__, importlib.resources or pkgutil with literal names of files."""
    if subject.kind != "wheel":
        return
    modules = modules_of(subject)
    for module in modules.judged:
        if not _READS.search(module.text) or module.tree is None:
            continue
        # A module that writes may make the file itself; what the tag has in that place is no such file.
        made = bool(_WRITES.search(module.text))
        for path in dict.fromkeys(_opened(module, _resolved(module.tree))):
            there = subject.has(path) or subject.has_folder(path)
            if _is_file(path) and not there and (_in_tag(subject, path) if made else _by_tag(subject, path)):
                yield subject.finding(
                    RULE.id, f"{module.path} opens {path}, which is not in the package", "the file packed", RULE.fix
                )


def _is_file(path: str) -> bool:
    return (
        bool(re.fullmatch(r"[\w./-]+\.\w{1,8}", path))
        and not path.startswith("..")
        and not path.endswith((".py", ".so", ".pyd"))
        and not re.search(r"(^|/)(tests?|testing|testdata|fixtures|docs?|examples?)/", path)
    )


def _by_tag(subject: Subject, path: str) -> bool:
    """Where the tag is known, the file must be in it: what is made at run time is no data of the package."""
    return subject.tree is None or any(one == path or one.endswith(f"/{path}") for one in subject.tree)


def _in_tag(subject: Subject, path: str) -> bool:
    """Whether the one folder of the tag that holds the package has the file."""
    return path in placed(subject)


class _Names(ast.NodeTransformer):
    """Puts in place of a name the folder that it stands for: `HERE = Path(__file__).parent`."""

    def __init__(self, tree: ast.Module) -> None:
        """Find each name that is bound once, to something made of __file__."""
        bound: dict[str, list[ast.expr]] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
                bound.setdefault(node.targets[0].id, []).append(node.value)
        self.folders = {
            name: values[0]
            for name, values in bound.items()
            if len(values) == 1 and _mentions_file(values[0]) and _FOLDER.search(ast.unparse(values[0]))
        }

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """Replace what is read, not what is bound."""
        found = self.folders.get(node.id) if isinstance(node.ctx, ast.Load) else None
        return self.visit(copy.deepcopy(found)) if found is not None and node.id not in ast.unparse(found) else node


def _mentions_file(value: ast.expr) -> bool:
    return any(isinstance(node, ast.Name) and node.id == "__file__" for node in ast.walk(value))


def _resolved(tree: ast.Module) -> ast.Module:
    names = _Names(tree)
    return names.visit(copy.deepcopy(tree)) if names.folders else tree


def _opened(module: Module, tree: ast.Module) -> Iterator[str]:
    folder = posixpath.dirname(module.path)
    package = module.dotted if module.is_package else module.dotted.rpartition(".")[0]
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and (parts := _divided(node)):
            yield posixpath.normpath(posixpath.join(folder, *parts))
        elif isinstance(node, ast.Call):
            yield from _called(node, folder, package)


def _divided(node: ast.expr) -> list[str]:
    """`Path(__file__).parent / "a" / "b"` as its literal parts, with one `..` for each further parent."""
    names: list[str] = []
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        if not (isinstance(node.right, ast.Constant) and isinstance(node.right.value, str)):
            return []
        names.insert(0, node.right.value)
        node = node.left
    text = ast.unparse(node)
    parents = text.count(".parent")
    return [".."] * (parents - 1) + names if _HERE.search(text) and parents else []


def _named(node: ast.expr) -> str:
    """The dotted name of what is called; much cheaper than the text of it."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.insert(0, node.attr)
        node = node.value
    return ".".join([node.id if isinstance(node, ast.Name) else "", *parts])


def _called(node: ast.Call, folder: str, package: str) -> Iterator[str]:
    name = _named(node.func)
    literals = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    if name.endswith("path.join") and node.args and "dirname" in (first := ast.unparse(node.args[0])) and "__file__" in first:
        if len(literals) == len(node.args) - 1:
            yield posixpath.normpath(posixpath.join(folder, *[".."] * (first.count("dirname") - 1), *literals))
    elif (
        re.search(r"(^|\.)(get_data|read_text|read_binary|open_text|open_binary|resource_filename|resource_string)$", name)
        and len(node.args) == 2
    ):
        where = ast.unparse(node.args[0])
        base = package if where in ("__name__", "__package__") else literals[0] if len(literals) == 2 else ""
        if base and literals:
            yield posixpath.join(base.replace(".", "/"), literals[-1])
    elif name.endswith("joinpath") and isinstance(node.func, ast.Attribute):
        yield from _resource(node.func.value, literals, package)


def _resource(node: ast.expr, literals: list[str], package: str) -> Iterator[str]:
    found = re.fullmatch(r"(?:\w+\.)*files\((__package__|__name__|'([\w.]+)')\)", ast.unparse(node))
    if found and literals:
        yield posixpath.join((found[2] or package).replace(".", "/"), *literals)
