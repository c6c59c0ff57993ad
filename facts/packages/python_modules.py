"""The modules of a wheel by their dotted names, and what their syntax trees import and bind."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from facts.packages.subject import Subject

_EXTENSION = re.compile(r"^(?P<stem>[^.]+)(\.[^/]+)?\.(so|pyd)$")
_GUARDS = ("ImportError", "ModuleNotFoundError", "Exception", "BaseException")
_PLATFORM = re.compile(
    r"platform|__name__|os\.name|sys\.version|version_info|\bPY_|PY\d|PYTHON_|_PLUS|hasattr|hexversion|\bpy3\d|\b_?has_|\b_?HAS_|WINDOWS|LINUX|MACOS|OSX|IS_|_WIN|PY[23]|TYPE_CHECKING|six\b|nt\b"
)
# What makes the names of a module unknowable from its text.
_DYNAMIC = re.compile(
    r"__getattr__|globals\(\)|setattr\(|sys\.modules|__dict__|\bexec\(|lazy_?(import|module|loader|load)|meta_path|path_hooks",
    re.IGNORECASE,
)
_TESTS = re.compile(
    r"(^|[./])(tests?|testing|conftest|docs?|examples?|benchmarks?|templates?|_vendor|vendor|vendored|extern|_vendored_packages|test_\w+|\w+_tests?)([./]|$)"
)


@dataclass(frozen=True)
class Import:
    """One import of a module's text."""

    module: str  # dotted and absolute
    name: str = ""  # what is taken out of it
    line: int = 0
    guarded: bool = False  # its failure is caught, or it is for some systems only
    conditional: bool = False  # it stands under any condition
    late: bool = False  # it stands in a function


@dataclass(frozen=True)
class Module:
    """One module with source."""

    dotted: str
    path: str
    text: str

    @property
    def is_package(self) -> bool:
        """Whether it is the __init__ of a package."""
        return self.path.endswith("/__init__.py")

    @cached_property
    def tree(self) -> ast.Module | None:
        """Its syntax tree; None where this interpreter cannot read it."""
        try:
            return ast.parse(self.text)
        except (SyntaxError, ValueError, RecursionError):
            return None

    @cached_property
    def imports(self) -> list[Import]:
        """Every import, also those inside of functions."""
        return list(self._imports(self.tree, _Place())) if self.tree else []

    def _imports(self, node: ast.AST, place: "_Place") -> Iterator[Import]:
        for child in _statements(node):
            inside = place.within(node, child)
            if isinstance(child, ast.Import):
                yield from (Import(alias.name, "", child.lineno, *inside) for alias in child.names)
            elif isinstance(child, ast.ImportFrom):
                yield from (Import(self._absolute(child), alias.name, child.lineno, *inside) for alias in child.names)
            else:
                yield from self._imports(child, inside)

    def _absolute(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        parts = self.dotted.split(".")
        base = parts[: len(parts) - node.level + self.is_package]
        return ".".join([*base, *([node.module] if node.module else [])])

    @cached_property
    def bound(self) -> frozenset[str] | None:
        """Every name that its text binds anywhere; None where that cannot be told."""
        if self.tree is None or _DYNAMIC.search(self.text):
            return None
        names: set[str] = {"__name__", "__file__", "__path__", "__doc__", "__spec__", "__loader__", "__package__", "__version__"}
        # Names are bound by statements; only `:=` binds inside of an expression, and then every node is looked at.
        for node in ast.walk(self.tree) if ":=" in self.text else _all_statements(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                names.add(node.name)
            elif isinstance(node, ast.Import | ast.ImportFrom):
                if any(alias.name == "*" for alias in node.names):
                    return None
                names.update((alias.asname or alias.name).split(".")[0] for alias in node.names)
            elif isinstance(node, ast.ExceptHandler) and node.name:
                names.add(node.name)
            else:
                names.update(_targets(node))
        return frozenset(names)


def _all_statements(tree: ast.AST) -> Iterator[ast.AST]:
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(_statements(node))


def _targets(node: ast.AST) -> Iterator[str]:
    """The names that a statement binds by its targets, or by the patterns of a case."""
    for field in ("targets", "target", "items", "pattern", "type_params", "name"):
        found = getattr(node, field, None)
        for one in found if isinstance(found, list) else [found]:
            for inner in ast.walk(one) if isinstance(one, ast.AST) else ():
                if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
                    yield inner.id
                elif isinstance(inner, ast.MatchAs | ast.MatchStar) and inner.name:
                    yield inner.name
                elif isinstance(inner, ast.MatchMapping) and inner.rest:
                    yield inner.rest


class _Place(NamedTuple):
    """Where in a syntax tree a statement stands."""

    guarded: bool = False
    conditional: bool = False
    late: bool = False

    def within(self, node: ast.AST, child: ast.AST) -> "_Place":
        """Return the place of a statement of a node that stands here."""
        return _Place(
            self.guarded or _is_guard(node, child),
            self.conditional or isinstance(node, ast.If | ast.Match),
            self.late or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef),
        )


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    for name in ("body", "orelse", "finalbody", "handlers", "cases"):
        found = getattr(node, name, None)
        yield from found if isinstance(found, list) else ()


def _is_guard(node: ast.AST, child: ast.AST) -> bool:
    if isinstance(node, ast.Try):
        return (child in node.body and bool(node.handlers)) or child in node.handlers
    if isinstance(node, ast.If):
        return child in (*node.body, *node.orelse) and asks_for_some(node.test)
    if isinstance(node, ast.With | ast.AsyncWith):
        return any("suppress" in ast.unparse(item.context_expr) for item in node.items)
    return False


def asks_for_some(test: ast.expr) -> bool:
    """Whether a condition holds for some versions, systems or type checkers only."""
    return bool(_PLATFORM.search(ast.unparse(test)))


@dataclass(frozen=True)
class Modules:
    """All modules of one wheel."""

    subject: Subject
    root: str = ""  # the folder of a source distribution that its packages lie in, with its slash
    only: tuple[str, ...] = ()  # their names, where not everything there is one

    @cached_property
    def _paths(self) -> list[tuple[str, str]]:
        """Every file as it is installed, with the path that it has here."""
        below = [(path.removeprefix(self.root), path) for path in self.subject.files if path.startswith(self.root)]
        return [one for one in below if not self.only or re.split(r"[/.]", one[0])[0] in self.only]

    @cached_property
    def sources(self) -> dict[str, Module]:
        """Modules with source, by dotted name."""
        found = {}
        for below, path in self._paths:
            if below.endswith(".py") and ".dist-info/" not in path and all(part.isidentifier() for part in below[:-3].split("/")):
                dotted = below[:-3].replace("/", ".").removesuffix(".__init__")
                found[dotted] = Module(dotted, path, self.subject.text(path).removeprefix("\ufeff"))
        return found

    @cached_property
    def names(self) -> frozenset[str]:
        """Every module and folder that can be imported, compiled ones too."""
        found = set(self.sources)
        for path, _place in self._paths:
            folder, _, name = path.rpartition("/")
            if match := _EXTENSION.match(name):
                found.add(f"{folder}/{match['stem']}".strip("/").replace("/", ".").removesuffix(".__init__"))
            parts = folder.split("/") if path.endswith((".py", ".so", ".pyd")) else []
            found.update(".".join(parts[: count + 1]) for count in range(len(parts)))
        return frozenset(found)

    @cached_property
    def tops(self) -> frozenset[str]:
        """What users import by its first name."""
        return frozenset(name.partition(".")[0] for name in self.names if not name.partition(".")[0].endswith((".libs",)))

    def missing(self, dotted: str) -> str:
        """Return the first part of a module's name that a package of this wheel should hold and does not."""
        parts = dotted.split(".")
        for count in range(1, len(parts)):
            parent = self.sources.get(".".join(parts[:count]))
            name = ".".join(parts[: count + 1])
            if name in self.names:
                continue
            if parent is None or not parent.is_package or _is_open(parent):
                return ""
            bound = parent.bound
            return (
                name
                if (bound is None and not _DYNAMIC.search(parent.text)) or (bound is not None and parts[count] not in bound)
                else ""
            )
        return ""

    @property
    def judged(self) -> Iterator[Module]:
        """The modules that users import: not tests, not copies of other projects."""
        return (module for module in self.sources.values() if not _TESTS.search(module.dotted))

    @cached_property
    def chosen(self) -> frozenset[str]:
        """The modules that others import under conditions only: for some versions or systems, or where they can be loaded."""
        every, always = set[str](), set[str]()
        for module in self.sources.values():
            for each in module.imports:
                names = {each.module, f"{each.module}.{each.name}"} - {module.dotted}
                every |= names
                always |= set() if each.guarded or each.conditional else names
        return frozenset((every - always) & set(self.sources))

    @cached_property
    def reached(self) -> frozenset[str]:
        """The modules that an import of a top-level package reaches by imports that nothing guards, late ones too."""
        return self._reached(late=True)

    @cached_property
    def imported(self) -> frozenset[str]:
        """The modules that an import of a top-level package imports at once."""
        return self._reached(late=False)

    def from_(self, names: Iterable[str]) -> frozenset[str]:
        """The modules that an import of these imports at once."""
        return self._reached(late=False, begin=names)

    def _reached(self, *, late: bool, begin: Iterable[str] = ()) -> frozenset[str]:
        waiting, seen = list(begin) or [top for top in self.tops if top in self.sources], set[str]()
        while waiting:
            name = waiting.pop()
            if name in seen or name not in self.sources:
                continue
            seen.add(name)
            for each in self.sources[name].imports:
                if not each.guarded and (late or not (each.late or each.conditional)):
                    parents = each.module.split(".")
                    waiting += [".".join(parents[: count + 1]) for count in range(len(parents))]
                    waiting.append(f"{each.module}.{each.name}")
        return frozenset(seen)


def _is_open(package: Module) -> bool:
    return "extend_path" in package.text or "declare_namespace" in package.text or "__path__" in package.text


@lru_cache(maxsize=2)
def modules_of(subject: Subject) -> Modules:
    """Return the modules of a wheel, or those that a source distribution installs; several judgements read their syntax trees."""
    if subject.kind != "sdist":
        return Modules(subject)
    named = next((subject.text(path) for path in subject.files if path.endswith(".egg-info/top_level.txt")), "").split()
    wanted = tuple(named or [re.sub(r"[-.]", "_", subject.name.rpartition("-")[0]).lower()])
    for root in ("src/", "lib/", "python/", ""):
        if all(subject.has(f"{root}{name}/__init__.py") or subject.has(f"{root}{name}.py") for name in wanted):
            return Modules(subject, root, wanted)
    return Modules(subject, "\0")  # nowhere
