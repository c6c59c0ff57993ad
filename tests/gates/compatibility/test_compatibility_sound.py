"""What sound projects do and is no break, each beside the break that it looks like."""

from pathlib import Path

import pytest

from facts.text.changelog import Changelog
from gates.compatibility.breaks import Break, Promises
from gates.compatibility.declarations import breaks, declared
from gates.compatibility.declared_surface import surface
from gates.compatibility.python_api import breaks as python_breaks
from gates.compatibility.python_api import package
from profiles.schema.compatibility import Surface
from tests.repository import checkout, commit, git

OLD = "def keep(a, b): ...\n\n\nclass Lazy:\n    def __eq__(self, other): ...\n\n    def __init__(self, name): ...\n"


def python(new: str, old: str = OLD) -> list[str]:
    """Return what users of one module may miss."""
    return [one.what for one in python_breaks(package("demo", {"__init__.py": old}), package("demo", {"__init__.py": new}))]


def test_a_name_that_the_module_still_answers_is_there() -> None:
    """PEP 562: deprecated behind `__getattr__`; a hook that does not name it answers nothing."""
    hook = '\n\ndef __getattr__(name):\n    if name in {{"{0}"}}:\n        return 1\n    raise AttributeError(name)\n'
    without = OLD.replace("def keep(a, b): ...\n", "")
    assert python(without + hook.format("keep")) == []
    assert any("keep" in one for one in python(without + hook.format("other")))


def test_a_special_method_is_called_by_position() -> None:
    """Its parameters may have other names, `__init__`'s may not, and there may not be more of them."""
    assert python(OLD.replace("__eq__(self, other)", "__eq__(self, value)")) == []
    assert python(OLD.replace("__eq__(self, other)", "__eq__(self, value, more)")) != []
    assert python(OLD.replace("__init__(self, name)", "__init__(self, title)")) != []


def test_stubs_that_say_more_break_nothing() -> None:
    """`self` is never named, `**kwargs` takes what had a name, `__new__` makes what `__init__` made."""
    old = "class A:\n    def __init__(self, x): ...\n\n    def pad(self, length, side='r'): ...\n"
    assert python("class A:\n    def __new__(cls, x): ...\n\n    def pad(self, /, length, **kwargs): ...\n", old) == []
    assert python("class A:\n    def __init__(self, x): ...\n\n    def pad(self, length, side=...): ...\n", old) == []
    assert python("class A:\n    def __init__(self, x): ...\n\n    def pad(self, length, side='l'): ...\n", old) != []
    assert python("class A:\n    def __init__(self, x): ...\n\n    def pad(self, /, length): ...\n", old) != []
    assert python("class A:\n    def pad(self, length, side='r'): ...\n", old) != []
    static = "class A:\n    @staticmethod\n    def make(a, b): ...\n"
    bound = "class A:\n    @classmethod\n    def make(cls, {0}): ...\n"
    assert python(bound.format("a, b"), static) == []
    assert python(bound.format("b, a"), static) != []


def test_what_a_builtin_class_has_is_inherited() -> None:
    """`args` of an exception, through a class between them; a name of its own is gone."""
    old = "class E(AttributeError):\n    args = []\n    own = 1\n\n\nclass F(E):\n    args = []\n"
    new = "class E(AttributeError):\n    own = 1\n\n\nclass F(E):\n    pass\n"
    assert python(new, old) == []
    assert len(python(new.replace("    own = 1\n", "    pass\n"), old)) >= 1


def test_a_module_and_its_stub_are_one() -> None:
    """What the stub leaves out, the module declares; what neither has is gone."""
    both = lambda source, stub: package("demo", {"__init__.py": source, "__init__.pyi": stub})
    old = both("Offsets = tuple\nGone = 1\n", "def f(a: int) -> int: ...\n")
    new = both("Offsets = tuple\n", "def f(a: int) -> int: ...\n")
    assert [one.name for one in python_breaks(old, new)] == ["Gone"]


def test_a_stub_of_names_from_elsewhere_counts_alone() -> None:
    """What the module takes from another package cannot be followed, and nothing breaks by that."""
    both = lambda stub: package("demo", {"__init__.py": "from other import field\n", "__init__.pyi": stub})
    stub = "def field(a: int) -> int: ...\ndef more() -> int: ...\n"
    assert python_breaks(both(stub), both(stub)) == []
    assert [one.name for one in python_breaks(both(stub), both(stub.replace("def more() -> int: ...\n", "")))] == ["more"]


def test_sources_that_make_python_warn_are_read() -> None:
    """An invalid escape is a warning of Python's, and warnings are errors here."""
    assert python(OLD + 'X = "\\s"\n', OLD + 'X = "\\s"\n') == []


ALIASED = "export type Text = string | Buffer\nexport function open(path: {0}): void\n"


def test_a_new_alias_is_what_it_stands_for() -> None:
    """The same type under a name is no change; another type is one."""
    old = declared("export function open(path: string | Buffer): void\n", "typescript")
    assert breaks(old, declared(ALIASED.format("Text"), "typescript")) == []
    changed = declared(ALIASED.replace("| Buffer", "| number").format("Text"), "typescript")
    assert [one.name for one in breaks(old, changed)] == ["open"]


def test_what_a_declaration_file_passes_on_is_declared() -> None:
    """`export {a, type B as C} from`: a lost one is a break, another place is none."""
    old = declared("export {open, type Pool as P} from './a.js';\nexport * from './b.js';\n", "typescript")
    assert {"open", "P"} <= set(old)
    assert breaks(old, declared("export type {P, open} from './z.js';\nexport * from './b.js';\n", "typescript")) == []
    assert [
        one.name for one in breaks(old, declared("export {open} from './a.js';\nexport * from './b.js';\n", "typescript"))
    ] == ["P"]


LOG = Changelog.parse("CHANGES.rst", "Changes\n=======\n\n26.2 - 2026-08-03\n~~~~~~~~~~~~~~~~~\n\n* ``keep`` was removed.\n")


@pytest.mark.parametrize(("year", "anywhere", "said"), [(2026, True, 0), (2020, True, 1), (2026, False, 1), (0, False, 1)])
def test_calendar_versions_promise_nothing_by_their_numbers(year: int, anywhere: bool, said: int) -> None:
    """The base names the year of its commit; and without a reviewed profile any line of the section announces."""
    made = Promises.of(LOG, (26, 1, 0), (26, 2, 0), "26.2", anywhere, year)
    assert len(made.broken([Break("keep", "keep is gone")])) == said


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("export default function beep(): Plugin;\n", "beep"),
        ("declare const x: number;\nexport default x;\n", "default"),
        ("export = beep;\n", "default"),
        ("export default class Box {\n  open(): void;\n}\n", "Box.open"),
    ],
)
def test_what_a_module_itself_is_is_declared(text: str, name: str) -> None:
    """A default export is seen, and missed."""
    assert name in declared(text, "typescript")
    assert any(one.what == f"{name} is gone" for one in breaks(declared(text, "typescript"), {}))


@pytest.mark.parametrize(
    ("changelog", "base", "target", "count"),
    [
        (None, (0, 22, 2), (0, 23, 1), 0),
        (None, (1, 9, 0), (2, 0, 0), 0),
        (None, (1, 9, 0), (1, 10, 0), 1),
        ("# Changes\n\n## 2.0.0\n\nAll.\n", (1, 9, 0), (2, 0, 0), 1),
    ],
)
def test_without_a_changelog_the_version_announces(changelog, base, target, count) -> None:
    """The step of the version is all that such a project can say; a known-bad input is refused all the same."""
    promises = Promises.of(Changelog.parse("C.md", changelog) if changelog else None, base, target)
    assert len(promises.broken([Break("open", "open is gone")])) == count
    assert len(promises.silent.broken([Break("open", "open is gone")])) >= 1


def test_a_calendar_announces_nothing() -> None:
    """Its step says nothing of breaks."""
    assert len(Promises.of(None, (2025, 1, 0), (2026, 1, 0), year=2025).broken([Break("open", "open is gone")])) == 1


@pytest.mark.parametrize(("now", "is_broken"), [("()", False), ("[]", False), ("None", True), ("[1]", True)])
def test_an_empty_default_stays_empty(now: str, is_broken: bool) -> None:
    """A list or a tuple without anything is the same to callers."""
    assert bool(python(f"def install(a={now}): ...\n", "def install(a=[]): ...\n")) is is_broken


def test_a_folder_without_an_init_file_is_a_namespace() -> None:
    """What lies in it belongs to the package, and is missed."""
    old = {"__init__.py": "", "plugins/one.py": "def run(): ...\n", "_vendor/lark/__init__.py": "x = 1\n"}
    read = lambda sources: package("demo", sources)
    assert python_breaks(read(old), read(old)) == []
    gone = python_breaks(read(old), read({**old, "plugins/one.py": ""}))
    assert any("run" in one.what for one in gone)


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        ("go", 'package a\n\nconst Version = "3.13.1"\n', 'package a\n\nconst Version = "3.13.2"\n'),
        (
            "c",
            '#define DEMO_VERSION "1.0.0"\n#define DEMO_VERSION_MINOR 0\n',
            '#define DEMO_VERSION "1.1.0"\n#define DEMO_VERSION_MINOR 1\n',
        ),
    ],
)
def test_a_constant_that_states_the_version_follows_the_release(kind: str, old: str, new: str) -> None:
    """Its value is new in every release; any other value that changes is what users compiled in."""
    assert breaks(declared(old, kind), declared(new, kind)) == []
    assert breaks(declared(old.replace("VERSION", "LIMIT").replace("Version", "Limit").replace('"', ""), kind),
                  declared(new.replace("VERSION", "LIMIT").replace("Version", "Limit").replace('"', ""), kind)) != []  # fmt: skip


def test_a_method_of_containers_may_be_that_of_a_base_elsewhere() -> None:
    """An override that only called the base's is no loss; a name of its own is, and so is one without such a base."""
    old = "from else_where import Table\n\nclass A(Table[str]):\n    def get(self, key): ...\n    def own(self): ...\n"
    assert python("from else_where import Table\n\nclass A(Table[str]):\n    def own(self): ...\n", old) == []
    assert python("from else_where import Table\n\nclass A(Table[str]):\n    def get(self, key): ...\n", old) != []
    assert python("class A:\n    def own(self): ...\n", old) != []


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        ("c", "#define DEMO_PROTOCOL_VERSION 3\n", "#define DEMO_PROTOCOL_VERSION 4\n"),
        ("c", "#define DEMO_ABI_VERSION_MAJOR_ONLY 3\n", "#define DEMO_ABI_VERSION_MAJOR_ONLY 4\n"),
        ("go", 'package a\n\nconst MinVersion = "1.2.3"\n', 'package a\n\nconst MinVersion = "1.3.0"\n'),
        ("go", 'package a\n\nconst Limit = "1.2.3"\n', 'package a\n\nconst Limit = "1.3.0"\n'),
    ],
)
def test_a_version_that_users_rely_on_is_part_of_the_contract(kind: str, old: str, new: str) -> None:
    """The number of a protocol, an ABI or a minimum does not follow the release."""
    assert breaks(declared(old, kind), declared(new, kind)) != []


PLAIN = "class Url:\n    @classmethod\n    def build(cls, *, scheme: str, host: str | None = None) -> 'Url': ...\n"
FORM = "    @classmethod\n    @overload\n    def build(cls, *, {0}) -> 'Url': ...\n"


@pytest.mark.parametrize(
    ("forms", "count"),
    [
        (("scheme: str, host: None = None", "scheme: str, host: str"), 0),
        (("scheme: str", "scheme: int"), 1),
        (("scheme: str, host: str, port: int", "scheme: str, port: int"), 1),
        ((), 1),
    ],
)
def test_a_function_may_be_overloaded_now(forms, count):
    """Overloads that together take what it took are no loss; a name that none takes, or one that all demand, is."""
    new = "from typing import overload\n\nclass Url:\n    x: int\n" + "".join(map(FORM.format, forms))
    old, now = (package("demo", {"__init__.py": "", "a.pyi": text}) for text in (PLAIN, new))
    assert len(python_breaks(old, now)) == count


@pytest.mark.parametrize(
    ("old", "new", "gone"),
    [
        ('var FS, _ = fs.Sub(assets, "x")', "var other = 1", ["FS is gone"]),
        ("var A, B int", "var A int", ["B is gone"]),
        ("type T struct {\n\tA, b, C int\n}", "type T struct {\n\tA, b int\n}", ["T.C is gone"]),
        ("var a, b int", "var c int", []),
    ],
)
def test_a_line_may_declare_several_names(old: str, new: str, gone: list[str]) -> None:
    """`var FS, _ = ...` declares FS; small names are nobody's interface."""
    was, now = (declared(f"package a\n\n{text}\n", "go") for text in (old, new))
    assert [one.what for one in breaks(was, now)] == gone


GO_INSIDE = """package x

type encoder interface {
	Append(a int) []byte
}

type Event struct {
	enc   encoder
	Level int
}

func (e *Event) Do() {
	e.enc.Append(1)
}
"""


@pytest.mark.parametrize(
    ("more", "is_met"),
    [
        ("", False),
        ("func start(e encoder) {\n}\n", False),
        ("func New() encoder {\n}\n", True),
        ("func Use(e encoder) {\n}\n", True),
        ("func Use(\n\ta int,\n\te encoder,\n) {\n}\n", True),
        ("func Use(\n\ta int,\n) (encoder, error) {\n}\n", True),
        ("func (e *Event) Encoder() encoder {\n}\n", True),
        ("type Open struct {\n\tencoder\n}\n", True),
        ("type Open struct {\n\tInner *encoder\n}\n", True),
        ("type Alias = encoder\n", True),
        ("var Default encoder\n", True),
        ("var Default = start()\n\nfunc start() encoder {\n}\n", True),
    ],
)
def test_what_a_go_package_keeps_to_itself_is_no_surface(more: str, is_met: bool) -> None:
    """A type that is not exported counts where users meet it, also through another file."""
    old = declared(GO_INSIDE + more, "go")
    new = declared((GO_INSIDE + more).replace("Append(a int)", "Append(a int, format string)"), "go")
    assert [one.name for one in breaks(old, new)] == (["Append"] if is_met else [])
    assert {"Event", "Event.Level", "Event.Do"} <= set(old)


def test_files_of_a_go_package_are_one_surface(tmp_path: Path) -> None:
    """What one file keeps to itself another may hand out."""
    made = checkout(tmp_path / "p", {"a.go": GO_INSIDE, "b.go": "package x\n\nfunc New() encoder {\n}\n"})
    git(made.path, "tag", "v1.0.0")
    commit(made.path, {"a.go": GO_INSIDE.replace("Append(a int)", "Append(a string)")})
    (found,) = surface(made, "v1.0.0", Surface("go", "go", ".")).breaks()
    assert found.name == "Append"


def test_a_break_is_one_finding_with_all_that_it_lacks() -> None:
    """The line and the version together; without a changelog nobody is told to write in one."""
    (both,) = Promises.of(LOG, (1, 1, 0), (1, 2, 0)).broken([Break("keep", "keep is gone")])
    assert "a line under a Breaking heading with keep, and a larger step of the version than 1.1.0 to 1.2.0" in both.expected
    (alone,) = Promises.of(None, (1, 1, 0), (1, 2, 0)).broken([Break("keep", "keep is gone")])
    assert alone.expected == "a larger step of the version than 1.1.0 to 1.2.0 (semver)"
