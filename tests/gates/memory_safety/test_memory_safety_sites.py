"""Every unsafe site is found, a new one asks for a review, and the review is bound to exactly what was reviewed."""

from pathlib import Path

import pytest

from core.errors import Undecided
from core.findings import Finding
from facts.vcs.git import Checkout
from facts.vcs.signoffs import Signoffs, digest_of
from gates.memory_safety.unsafe_sites import UnsafeSite, added, inventory, sites
from tests.repository import checkout, commit, git

RUST = """
// unsafe { in_a_comment() }
const TEXT: &str = "unsafe { in_a_string() }";
fn read(p: *const u8) -> u8 { unsafe { *p } }
unsafe impl Send for X {}
#[unsafe(no_mangle)]
pub extern "C" fn abi(data: [u8; 4]) -> u8 { data[0] }
"""
GO = '// #include "x.h"\nimport "C"\n\nfunc f() { C.call(nil) }\n'
PYTHON = "import ctypes\n\nlib = ctypes.CDLL('x')\nlib.call(ctypes.byref(x))\nplain = 1\n"
FILES = {"src/a.rs": RUST, "bind/b.go": GO, "bind/c.py": PYTHON, "include/d.h": "int f(void);\n", "docs/e.rs": RUST}
PLACES = ["src", "bind", "include"]


@pytest.fixture
def project(tmp_path: Path) -> Checkout:
    """Make a project with a base tag and sites of every kind."""
    made = checkout(tmp_path / "project", FILES)
    git(made.path, "tag", "v0.1.0")
    return made


def new(project: Checkout) -> list[UnsafeSite]:
    """Return what the working tree has and the base has not."""
    return added(project, "v0.1.0", PLACES, inventory(project, PLACES))


def test_sites_of_every_kind_are_found_and_nothing_else(project: Checkout) -> None:
    """Comments, strings and folders outside of the places count for nothing."""
    kinds = [site.kind for site in inventory(project, PLACES)]
    assert sorted(set(kinds)) == ["C ABI", "C source", "cgo", "cgo preamble", "ctypes", "unsafe"]
    assert [site.words for site in sites("src/a.rs", RUST)] == [
        "unsafe { *p }",
        "unsafe impl Send for X {}",
        '#[unsafe(no_mangle)] pub extern "C" fn abi(data: [u8; 4]) -> u8 { data[0] }',
    ]


def test_an_unchanged_tree_has_no_new_site(project: Checkout) -> None:
    """Neither layout, nor lines that moved, nor the comments of C make a site new."""
    moved = "\n\n" + RUST.replace("unsafe { *p }", "unsafe {\n    *p\n}")
    commit(project.path, {"src/a.rs": moved, "include/d.h": "/* says more */\nint f(void);\n"})
    assert new(project) == []


@pytest.mark.parametrize(
    ("path", "text", "kind"),
    [
        ("src/a.rs", RUST.replace("*p", "*p.add(1)"), "unsafe"),
        ("src/a.rs", RUST.replace("data[0]", "data[3]"), "C ABI"),
        ("src/new.rs", RUST, "unsafe"),
        ("bind/b.go", GO.replace("nil", "ptr"), "cgo"),
        ("bind/c.py", PYTHON.replace("byref(x)", "byref(y)"), "ctypes"),
        ("include/d.h", "int f(int);\n", "C source"),
        ("src/new.cpp", "int f() { return 1; }\n", "C source"),
        ("src/new.pyx", "cdef extern from 'x.h':\n    int f()\n", "native source"),
        ("bind/new.mjs", "process.dlopen(m, p)\n", "native addon"),
        ("bind/d.py", "import importlib\nc = importlib.import_module('ctypes')\n", "ctypes"),
        ("bind/d.py", "print 'python 2', ctypes\n", "ctypes"),
    ],
)
def test_a_new_or_changed_site_is_named(project: Checkout, path: str, text: str, kind: str) -> None:
    """Each kind of site is noticed where its words change, before they are committed too."""
    (project.path / path).write_text(text)
    git(project.path, "add", "-A")
    assert (path, kind) in [(site.path, site.kind) for site in new(project)]


@pytest.mark.parametrize(
    "text",
    [
        "# ctypes was used here once\n",
        '"""Why ctypes.byref is not needed."""\n',
        "HELP = 'import ctypes'\n\fX = 1  # POINTER\n",
        "x = f'{1} cffi'\r\n# c_void_p\r\n",
    ],
)
def test_what_python_does_not_run_is_no_site(text: str) -> None:
    """Comments, docstrings and texts may speak of foreign memory."""
    assert sites("bind/c.py", text) == ()


def test_the_same_words_once_more_are_new(project: Checkout) -> None:
    """A second unsafe block that reads like a reviewed one was not reviewed."""
    (project.path / "src/a.rs").write_text(RUST + "fn again(p: *const u8) -> u8 { unsafe { *p } }\n")
    assert len(new(project)) == 1


def review(project: Checkout, digest: str, verdict: str = "approved") -> Signoffs:
    """Commit a review."""
    text = f'[[signoff]]\nsubject = "sites"\ndigest = "{digest}"\nverdict = "{verdict}"\nreason = "read it all"\nby = "A"\n'
    commit(project.path, {"release-signoffs.toml": text})
    return Signoffs.read(project.path, "release-signoffs.toml")


def test_a_review_of_exactly_the_changed_set_lets_it_pass(project: Checkout) -> None:
    """Approved is approved, whatever order the things come in."""
    assert review(project, digest_of(["b", "a"])).missing("sites", [Finding("", "A"), Finding("", "B")], ["a", "b"]) == []


def test_a_review_of_something_else_is_none(project: Checkout) -> None:
    """The finding has the digest that a review must name."""
    first, *shown = review(project, digest_of(["a"])).missing("sites", [Finding("", "A"), Finding("", "B")], ["a", "b"])
    assert [one.path for one in shown] == ["A", "B"]
    assert f'digest = "{digest_of(["a", "b"])}"' in first.fix


def test_a_waiver_of_one_set_does_not_cover_another(project: Checkout) -> None:
    """Two sets of one size that look alike at their beginning are two findings."""
    signoffs, shown = Signoffs.read(project.path, "release-signoffs.toml"), [Finding("", "A")]
    one, other = (signoffs.missing("sites", shown, [changed])[0] for changed in ("a", "b"))
    assert one.digest != other.digest


def test_a_review_that_says_no_blocks(project: Checkout) -> None:
    """The reviewer's reason is in the finding."""
    (one,) = review(project, digest_of(["a"]), "rejected").missing("sites", [Finding("", "A")], ["a"])
    assert one.got == "sites: rejected by A: read it all"


def test_nothing_changed_asks_for_no_review(project: Checkout) -> None:
    """Without a changed set there is nothing to sign."""
    assert Signoffs.read(project.path, "release-signoffs.toml").missing("sites", [], []) == []


def test_a_damaged_file_of_reviews_is_undecided(project: Checkout) -> None:
    """A review with an unknown verdict is no review."""
    with pytest.raises(Undecided, match=r"release-signoffs\.toml: Invalid enum value 'maybe'"):
        review(project, digest_of(["a"]), "maybe")


@pytest.mark.parametrize(
    ("item", "kinds"),
    [
        ("#[napi]\npub fn add(a: u32, names: Vec<String>) -> u32 { a }\n", []),
        ("#[napi(object)]\npub struct Options { pub depth: u32 }\n", []),
        ("#[napi]\npub fn raw(env: Env, data: Buffer) -> u32 { 1 }\n", ["N-API"]),
        ("#[napi]\npub fn at(p: *const u8) -> u8 { 1 }\n", ["N-API"]),
        ("#[napi]\npub fn read(a: u32) -> u8 { unsafe { peek(a) } }\n", ["unsafe"]),
    ],
)
def test_a_macro_on_safe_code_is_no_site(item: str, kinds: list[str]) -> None:
    """Plain values are converted; a handle, an address or shared memory crosses the boundary as it is."""
    assert [one.kind for one in sites("lib.rs", item)] == kinds
