"""Every module of an installed distribution is imported; what is lacking counts where no extra is for it."""

import subprocess
import sys
from pathlib import Path

import pytest

from delivery.channels.pypi.imports import PROGRAM


def imported(folder: Path, modules: dict[str, str], requires: str = "", scripts: str = "") -> int:
    """Return the exit status of the program for a distribution."""
    return program(folder, modules, requires, scripts).returncode


def program(
    folder: Path, modules: dict[str, str], requires: str = "", scripts: str = "", *, listed: bool = True
) -> "subprocess.CompletedProcess[str]":
    """Lay a distribution into a folder, and run the program with it in reach."""
    info = {"METADATA": f"Metadata-Version: 2.1\nName: demo\nVersion: 1.1.0\n{requires}"}
    info |= {"entry_points.txt": f"[console_scripts]\n{scripts}"} if scripts else {}
    files = {**modules, **{f"demo-1.1.0.dist-info/{name}": text for name, text in info.items()}}
    if listed:
        files["demo-1.1.0.dist-info/RECORD"] = "".join(f"{path},,\n" for path in files)
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    code = f"import sys; sys.path.insert(0, {str(folder)!r}); sys.argv = ['', 'demo']\n{PROGRAM}"
    return subprocess.run((sys.executable, "-I", "-c", code), capture_output=True, text=True, timeout=60, check=False)


GONE = "from demo import what_went_away\n"
LACKING = "import nobody_has_this.at_all\n"
TOP = {"demo/__init__.py": ""}


SAYS_SO = (
    "try:\n    import nobody_has_this\nexcept ImportError as error:\n    raise ImportError('install demo[web]') from error\n"
)


@pytest.mark.parametrize(("scripts", "expected"), [("web = web:main [web]\n", 0), ("web = web:main\n", 1)])
@pytest.mark.parametrize("text", [LACKING, SAYS_SO])
def test_a_command_of_an_extra_is_for_those_who_asked_for_it(tmp_path: Path, text: str, scripts: str, expected: int) -> None:
    """Its module may lack what the extra brings, and say so in its own words; a command of all users may not."""
    requires = 'Provides-Extra: web\nRequires-Dist: nobody-has-this ; extra == "web"\n'
    assert imported(tmp_path, {**TOP, "web.py": text}, requires, scripts) == expected


@pytest.mark.parametrize("text", [LACKING, SAYS_SO])
def test_a_command_of_an_extra_lacks_only_what_the_extra_brings(tmp_path: Path, text: str) -> None:
    """Another distribution brings nothing of what is lacking: nobody can start it, with the extra or without."""
    requires = 'Provides-Extra: web\nRequires-Dist: something-else ; extra == "web"\n'
    assert imported(tmp_path, {**TOP, "web.py": text}, requires, "web = web:main [web]\n") == 1


@pytest.mark.parametrize("path", ["demo/__init__.py", "demo/deps.py", "demo/inside/work.py"])
def test_a_distribution_that_nothing_brings_is_lacking(tmp_path: Path, path: str) -> None:
    """At the top, and in a module that users import by its name."""
    assert imported(tmp_path, {**TOP, path: LACKING}) == 1


def test_a_name_that_went_away_is_lacking(tmp_path: Path) -> None:
    """In a module that users import."""
    assert imported(tmp_path, {**TOP, "demo/old.py": GONE}) == 1


@pytest.mark.parametrize(
    ("path", "text", "requires"),
    [
        ("demo/deps.py", LACKING, 'Provides-Extra: more\nRequires-Dist: nobody-has-this ; extra == "more"\n'),
        ("demo/contrib/http.py", LACKING, ""),
        ("demo/_old.py", GONE, ""),
        ("demo/_late.py", LACKING, ""),
        ("demo/gss_win32.py", LACKING, ""),
        ("demo/reactor.py", "import pywintypes\n", ""),
        ("demo/_windows.py", "from demo._compiled_for_windows import a\n", ""),
        ("demo/curl_client.py", "import pycurl\n", ""),
        ("demo/nobody.py", LACKING, ""),  # called after what it works with
        ("demo/hooks.py", "import sphinx_which_is_not_here\n", 'Requires-Dist: sphinx-which-is-not-here ; extra == "docs"\n'),
        ("demo/guarded.py", "try:\n    import nobody_has_this\nexcept ImportError:\n    pass\n", ""),
        ("demo/tests/check.py", LACKING, ""),
    ],
)
def test_what_is_for_some_users_only_is_left_alone(tmp_path: Path, path: str, text: str, requires: str) -> None:
    """What an extra brings, integrations, guarded imports, tests."""
    assert imported(tmp_path, {**TOP, path: text}, requires) == 0


@pytest.mark.parametrize(("given", "expected"), [("nobody-has-that", 0), ("packaging", 1)])
def test_a_module_called_like_an_extra_may_lack_what_that_extra_is_not_here_for(
    tmp_path: Path, given: str, expected: int
) -> None:
    """An absent distribution may bring others along; where all of the extra is installed, nothing more can come."""
    requires = f'Provides-Extra: web\nRequires-Dist: {given}>=1 ; extra == "web"\n'
    assert imported(tmp_path, {**TOP, "demo/inside/web.py": LACKING}, requires) == expected


def test_modules_of_integrations_lack_what_they_integrate(tmp_path: Path) -> None:
    """One that is called after what it lacks tells what its package is for; at the top of a distribution it tells nothing."""
    deep = {
        "demo/hooks/__init__.py": "",
        "demo/hooks/nobody_has_this.py": LACKING,
        "demo/hooks/glut.py": "import nobody_has_gl\n",
    }
    assert imported(tmp_path / "a", {**TOP, **deep}) == 0
    assert imported(tmp_path / "b", {**TOP, "demo/nobody_has_this.py": LACKING, "demo/glut.py": "import nobody_has_gl\n"}) == 1
    assert imported(tmp_path / "c", {**TOP, "demo/hooks/__init__.py": "", "demo/hooks/glut.py": LACKING}) == 1


@pytest.mark.parametrize(("group", "expected"), [("nobody_has_this.plugins", 0), ("other", 1)])
def test_a_plugin_is_loaded_by_what_it_plugs_into(tmp_path: Path, group: str, expected: int) -> None:
    """The group of its entry point says whose it is."""
    points = f"demo = demo:main\n\n[{group}]\ndemo = _demo_plugin\n"
    assert imported(tmp_path, {**TOP, "_demo_plugin.py": LACKING}, "", points) == expected


@pytest.mark.parametrize(
    ("modules", "expected"),
    [
        ({"demo/a/b/late.py": LACKING}, 0),
        ({"demo/a/b/late.py": LACKING, "demo/a/b/later.py": LACKING}, 1),
        ({"demo/a/late.py": LACKING}, 1),
        ({"demo/bench/late.py": LACKING}, 0),
        ({"demo/cipher_ext.py": "import cipher3\n"}, 0),
    ],
)
def test_one_module_deep_down_is_for_those_who_have_what_it_works_with(
    tmp_path: Path, modules: dict[str, str], expected: int
) -> None:
    """Two that lack the same, or one that users see, are a dependency that was not declared."""
    packages = {f"{folder}/__init__.py": "" for folder in ("demo", "demo/a", "demo/a/b", "demo/bench")}
    assert imported(tmp_path, {**packages, **modules}) == expected


CATCHING = "try:\n    from nobody_has_this import Query\nexcept ImportError:\n    pass\n"


@pytest.mark.parametrize(
    ("modules", "expected"),
    [
        ({"demo/site/__init__.py": CATCHING, "demo/site/late.py": "from demo.site import Query\n"}, 0),
        ({"demo/site/__init__.py": "", "demo/site/late.py": "from demo.site import Query\n"}, 1),
        ({"demo/client_test.py": GONE, "demo/test_client.py": GONE}, 0),
        ({"demo/tools/late.py": LACKING}, 0),
    ],
)
def test_a_name_that_is_caught_where_it_is_made_is_for_some(tmp_path: Path, modules: dict[str, str], expected: int) -> None:
    """As are tests next to the code, and tools of the developers; a name that nobody makes is for nobody."""
    assert imported(tmp_path, {**TOP, **modules}) == expected


@pytest.mark.parametrize(
    ("other", "requires", "expected"), [("old", "nobody-has-this", 0), ("old", "another", 1), ("demo", "nobody-has-this", 1)]
)
def test_a_second_package_may_be_of_an_extra(tmp_path: Path, other: str, requires: str, expected: int) -> None:
    """The one that the distribution is called after is for everybody."""
    extra = f'Provides-Extra: more\nRequires-Dist: {requires} ; extra == "more"\n'
    assert imported(tmp_path, {**TOP, f"{other}/__init__.py": LACKING}, extra) == expected


def test_what_was_imported_is_counted(tmp_path: Path) -> None:
    """What is left out for want of something optional is named, not counted."""
    done = program(tmp_path, {**TOP, "demo/a.py": "", "demo/contrib/b.py": LACKING, "demo/contrib/__init__.py": ""})
    assert done.stdout.strip() == "3 of 4 modules imported; not imported, for want of what is not required: demo.contrib.b"


def test_a_distribution_of_which_nothing_can_be_imported_is_no_pass(tmp_path: Path) -> None:
    """Although each of its modules could be excused by itself."""
    done = program(tmp_path, {"demo/contrib/b.py": LACKING, "demo/contrib/c.py": LACKING})
    assert (done.returncode, done.stdout.strip()[:40]) == (1, "none of 2 modules could be imported: dem")


def test_a_distribution_without_a_list_of_files_is_no_pass(tmp_path: Path) -> None:
    """There is nothing to look at."""
    done = program(tmp_path, {**TOP, "demo/a.py": LACKING}, listed=False)
    assert (done.returncode, "RECORD" in done.stderr) == (1, True)


def test_a_name_that_a_module_does_not_have_is_lacking_whatever_else_it_catches(tmp_path: Path) -> None:
    """An `except ImportError` elsewhere in the module explains no name that is not in it."""
    catching = "try:\n    import nobody_has_this\nexcept ImportError:\n    nobody_has_this = None\n"
    assert imported(tmp_path, {**TOP, "demo/util.py": catching, "demo/deep.py": "from demo.util import went_away\n"}) == 1


def test_typing_extensions_is_a_dependency_like_others(tmp_path: Path) -> None:
    """Nothing that loads a module brings it."""
    without = "import sys\nsys.modules['typing_extensions'] = None\n"  # as where it is not installed
    assert imported(tmp_path, {"demo/__init__.py": without, "demo/types.py": "import typing_extensions\n"}) == 1
