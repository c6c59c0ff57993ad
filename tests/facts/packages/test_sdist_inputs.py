"""Source distributions that lack what their build reads or imports, for each way in which a build is told to."""

from pathlib import Path

import pytest

from core.findings import rules_of
from tests.facts.packages.packed import found

SETUP = "from setuptools import setup\nsetup()\n"
CYTHON = "from Cython.Build import cythonize\nfrom setuptools import setup\nsetup(ext_modules=cythonize({}))\n"


def project(backend: str, requires: str, more: str = "") -> dict[str, str]:
    """A pyproject.toml with a backend."""
    build = f'[build-system]\nrequires = [{requires}]\nbuild-backend = "{backend}"\n'
    return {"pyproject.toml": f'{build}[project]\nname = "demo"\nversion = "1.1.0"\n{more}'}


HATCH = project("hatchling.build", '"hatchling"', '[tool.hatch.build.hooks.custom]\npath = "tools/hook.py"\n')
MATURIN = project("maturin", '"maturin"', '[tool.maturin]\nmanifest-path = "rust/Cargo.toml"\n')
CMAKE, MESON = project("scikit_build_core.build", '"scikit-build-core"'), project("mesonpy", '"meson-python"')
WITH_CYTHON = project("setuptools.build_meta", '"setuptools", "Cython"')
OWN = "import six\n__version__ = '1.1.0'\n"
READS = "from demo import __version__\nfrom setuptools import setup\nsetup(version=__version__)\n"
CASES = [
    ("build-input-missing", HATCH, {"tools/hook.py": ""}),
    ("build-input-missing", MATURIN, {"rust/Cargo.toml": "", "rust/src/lib.rs": ""}),
    ("build-input-missing", CMAKE, {"CMakeLists.txt": ""}),
    ("build-input-missing", {**CMAKE, "CMakeLists.txt": "add_subdirectory(src)\n"}, {"src/CMakeLists.txt": ""}),
    ("build-input-missing", {**MESON, "meson.build": "subdir('src')\n"}, {"src/meson.build": ""}),
    ("build-input-missing", {"setup.cfg": "[metadata]\nversion = file: VERSION\n", "setup.py": SETUP}, {"VERSION": "1.1.0"}),
    ("build-input-missing", {**WITH_CYTHON, "setup.py": CYTHON.format("'demo/_f.pyx'")}, {"demo/_f.pyx": ""}),
    ("build-input-missing", {**WITH_CYTHON, "setup.py": CYTHON.format("['demo/*.pyx']")}, {"demo/_f.pyx": ""}),
    ("build-requirement-undeclared", {"setup.py": f"import numpy\n{SETUP}"}, project("setuptools.build_meta", '"setuptools", "numpy>=2"')),
    ("build-requirement-undeclared", {"setup.py": f"from buildtools.flags import F\n{SETUP}"}, {"buildtools/flags.py": "F = []\n"}),
    ("build-requirement-undeclared", {"setup.py": READS, "demo/__init__.py": OWN}, {"demo/__init__.py": "__version__ = '1.1.0'\n"}),
    ("build-requirement-undeclared", {"setup.py": READS, "demo/__init__.py": "from .c import a\n__version__ = ''\n", "demo/c.py": "import six\na = 1\n"}, {"demo/c.py": "a = 1\n"}),
]  # fmt: skip


def judged(folder: Path, files: dict[str, str]) -> list[str]:
    """Judge a source distribution of a package with one module."""
    inside = {"PKG-INFO": "Metadata-Version: 2.1\nName: demo\nVersion: 1.1.0\n", "demo/__init__.py": "", **files}
    return rules_of(found(folder, {"demo-1.1.0.tar.gz": {f"demo-1.1.0/{path}": text for path, text in inside.items()}}))


@pytest.mark.parametrize(("rule", "files", "lacking"), CASES)
def test_a_build_that_lacks_something_is_refused(
    tmp_path: Path, rule: str, files: dict[str, str], lacking: dict[str, str]
) -> None:
    """For its reason, and it is left alone when that is there."""
    assert judged(tmp_path, files) == [rule]
    assert judged(tmp_path, {**files, **lacking}) == []


@pytest.mark.parametrize(
    "files",
    [
        {"setup.py": f"try:\n    import numpy\nexcept ImportError:\n    numpy = None\n{SETUP}"},
        {"setup.py": f"import os, sys, distutils\nimport setuptools\n{SETUP}"},
        {"setup.py": f"import sys\nsys.path.insert(0, 'demo')\nfrom _common import A\n{SETUP}", "demo/_common.py": "A = 1\n"},
        {**project("flit_core.buildapi", '"flit_core"'), "setup.py": f"import numpy\n{SETUP}"},
        {"setup.py": "import numpy\nfrom setuptools import setup\nsetup(setup_requires=['numpy'])\n"},
        {**CMAKE, "CMakeLists.txt": "if(TESTS)\nadd_subdirectory(tests)\nendif()\n"},
    ],
)
def test_what_the_build_can_do_without_is_left_alone(tmp_path: Path, files: dict[str, str]) -> None:
    """Guarded imports, the standard library, a setup.py that nobody runs, folders under a condition."""
    assert judged(tmp_path, files) == []


def test_a_distribution_without_any_source_is_empty(tmp_path: Path) -> None:
    """It builds, and installs nothing."""
    files = {"demo-1.1.0/PKG-INFO": "Metadata-Version: 2.1\nName: demo\nVersion: 1.1.0\n", "demo-1.1.0/setup.py": SETUP}
    assert rules_of(found(tmp_path, {"demo-1.1.0.tar.gz": files})) == ["empty-package"]
