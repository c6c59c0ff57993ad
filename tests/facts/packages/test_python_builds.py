"""Wheels and source distributions that differ in one small thing of their build: some are wrong, most are right."""

from typing import Any

import pytest

from core.findings import rules_of
from tests.facts.packages.packed import VERSION, Content, found, wheel

INFO = f"demo-{VERSION}.dist-info"
METADATA = f"Metadata-Version: 2.1\nName: demo\nVersion: {VERSION}\n"
HATCH = '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n[project]\nname = "demo"\nversion = "1.1"\n'
SETUPTOOLS = '[build-system]\nrequires = ["setuptools"]\n[project]\nname = "demo"\ndynamic = ["version"]\n'
FINDER = "MAPPING = {'demo': '/home/me/src/demo'}\n\n\ndef install():\n    pass\n"


def pure(**files: Content) -> dict[str, Any]:
    """A wheel with more files; `__` in a name is a dot, `_in_` a slash."""
    return wheel("py3-none-any", {name.replace("_in_", "/").replace("__", "."): data for name, data in files.items()})


def stated(lines: str, **files: Content) -> dict[str, Any]:
    """A wheel with more lines of metadata."""
    return wheel("py3-none-any", {f"{INFO}/METADATA": f"{METADATA}{lines}", **files})


def commands(value: str, more: str = "", **files: Content) -> dict[str, Any]:
    """A wheel with one command."""
    inside = {f"demo/{name}.py": text for name, text in files.items()}
    return stated(more, **{f"{INFO}/entry_points.txt": f"[console_scripts]\ndemo = {value}\n", **inside})


def script(text: str, name: str = "demo") -> dict[str, Any]:
    """A wheel with a script."""
    return wheel("py3-none-any", {f"demo-{VERSION}.data/scripts/{name}": text})


def sdist(pyproject: str | None = HATCH, info: str = METADATA, **files: Content) -> dict[str, Any]:
    """A source distribution of the package demo."""
    inside: dict[str, Content] = {"PKG-INFO": info, "demo/__init__.py": "", **files}
    inside |= {"pyproject.toml": pyproject} if pyproject is not None else {}
    return {f"demo-{VERSION}.tar.gz": {f"demo-{VERSION}/{path}": data for path, data in inside.items()}}


def setup(text: str) -> dict[str, Any]:
    """A source distribution that setup.py builds."""
    return sdist(None, **{"setup.py": f"from setuptools import find_packages, setup\n\n{text}\n"})


BAD = [
    ("editable-install", pure(demo__pth="/home/me/demo/src\n")),
    ("editable-install", pure(demo__pth="import gone_hook; gone_hook.install()\n")),
    ("editable-install", pure(demo__pth="import finder; finder.install()\n", finder__py=FINDER)),
    ("editable-install", wheel("py3-none-any", {f"{INFO}/direct_url.json": '{"url": "file:///home/me/demo", "dir_info": {}}'})),
    ("unwanted-file", pure(demo_in___env__local="A=1\n")),
    ("unwanted-file", pure(demo_in___env__production="A=1\n")),
    ("conflict-marker", pure(demo_in_a__json='{\n<<<<<<< HEAD\n"a": 1\n=======\n"a": 2\n>>>>>>> x\n}\n')),
    ("python-syntax", pure(demo_in_a__py="def f(:\n    pass\n")),
    ("python-syntax", pure(demo_in_a__py="\0\0\0")),
    ("python-syntax", sdist(info=f"{METADATA}Requires-Python: >=3.8\n", **{"demo/a.py": "x = (\n"})),
    ("unknown-extra", stated('Provides-Extra: slow\nRequires-Dist: left; extra == "fast"\n')),
    ("shebang-invalid", script("import demo\n")),
    ("shebang-invalid", script("#!/usr/bin/env python3\nimport demo\n")),
    ("entry-point-missing", commands("demo.app:App.go", app="class App:\n    def run(self): ...\n")),
    ("entry-point-missing", commands("src.demo:main")),
    ("entry-point-missing", sdist(f'{HATCH}[project.scripts]\ndemo = "demo.gone:main"\n')),
    ("module-missing", sdist(**{"demo/__init__.py": "from demo.core import run\n", "demo/core.py": ""})),
    ("module-missing", sdist(**{"demo/__init__.py": "from demo.core import run\n"})),
    ("build-backend", sdist(None)),
    ("build-backend", sdist("[build-system\n")),
    ("build-backend", sdist('[build-system]\nbuild-backend = "hatchling.build"\n')),
    ("build-backend", sdist(HATCH.replace("hatchling.build", "hatchling.builds"))),
    ("build-backend", sdist(HATCH.replace('["hatchling"]', "[]"))),
    ("build-backend", sdist(HATCH.replace('["hatchling"]', '["setuptools", "wheel"]'))),
    ("build-backend", sdist(HATCH.replace('"hatchling"', '"hatchling >=1.*"'))),
    ("build-backend", setup("setup(")),
    ("sdist-statement", sdist(HATCH.replace('"1.1"', '"1.0"'))),
    ("build-input-missing", sdist(f'{HATCH}[tool.hatch.build.targets.wheel]\npackages = ["src/demo"]\n')),
    ("build-input-missing", sdist(f'{SETUPTOOLS}[tool.setuptools]\npackages = ["demo", "demo.sub"]\n')),
    ("build-input-missing", sdist(f'{SETUPTOOLS}[tool.setuptools.dynamic]\nversion = {{attr = "demo.gone.V"}}\n')),
    ("build-input-missing", setup("setup(name='demo', packages=['demo', 'demo.sub'])")),
    ("build-input-missing", setup("setup(name='demo', package_dir={'': 'src'}, packages=find_packages('src'))")),
]  # fmt: skip
GOOD = [
    pure(demo__pth="import demo\nimport os, sys\n"),
    pure(demo__pth="demo/vendored\n"),
    pure(demo_in___env__example="A=\n", demo_in_templates_in___env__local="A=1\n"),
    pure(demo_in_a__py='"""\n=======\nTitle\n=======\n"""\n'),
    pure(demo_in_templates_in_a__py="{% if a %}\n", demo_in_tests_in_b__py="def f(:\n"),
    stated("Requires-Python: >=3.12\n", **{"demo/a.py": "type A = int\n"}),
    stated("Requires-Python: >=2.7\n", **{"demo/a.py": "print 'a'\n"}),
    stated('Provides-Extra: Fast.One\nRequires-Dist: left; extra == "fast-one"\n'),
    script("#!python\nimport demo\n"),
    script("#!/bin/sh\nexec demo\n"),
    script("#!/usr/bin/env python3\nimport os\n"),
    script("export A=1\n", "demo.sh"),
    script("@echo off\n", "demo.bat"),
    commands("demo.app:App.run", app="class App:\n    def run(self): ...\n"),
    commands("demo.app:App.go", app="class App(dict):\n    def run(self): ...\n"),
    pure(demo_in_a__py="if __name__ == '__main__':\n    from demo.gone import f\n"),
    commands("left.cli:main", "Requires-Dist: left\n"),
    sdist(),
    sdist(HATCH.replace('"1.1"', '"1.1.0"')),
    sdist(HATCH.replace("hatchling.build", "own.backend")),
    sdist('[build-system]\nrequires = []\nbuild-backend = "own"\nbackend-path = ["."]\n', **{"own.py": ""}),
    sdist("[tool.black]\nline-length = 90\n", **{"setup.py": ""}),
    sdist(**{"demo/__init__.py": "from demo.fast import run\n", "demo/fast.pyx": "run = 1\n"}),
    sdist(**{"demo/__init__.py": "try:\n    from demo._version import v\nexcept ImportError:\n    v = ''\n"}),
    sdist(f'{SETUPTOOLS}[tool.setuptools]\npackages = ["demo"]\n'),
    sdist(f'{SETUPTOOLS}[tool.setuptools.dynamic]\nversion = {{attr = "demo.V"}}\n'),
    setup("setup(name='demo', packages=['demo'])"),
    setup("setup(name='demo', package_dir={'demo': 'demo'}, packages=['demo'])"),
    setup("setup(name='demo', packages=find_packages())"),
]


@pytest.mark.parametrize(("rule", "artifacts"), BAD)
def test_the_small_thing_is_found(tmp_path, rule: str, artifacts: dict[str, Any]) -> None:
    """By its rule, and by no other."""
    assert rules_of(found(tmp_path, artifacts)) == [rule]


@pytest.mark.parametrize("artifacts", GOOD)
def test_what_is_right_is_left_alone(tmp_path, artifacts: dict[str, Any]) -> None:
    """By every rule."""
    assert found(tmp_path, artifacts) == []


def test_a_key_of_the_sources_is_public_and_one_beside_them_is_not(tmp_path) -> None:
    """A source distribution holds what the tag has."""
    key = "MC4CAQAwBQYDK2VwBCIEIAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g"
    artifacts = sdist(**{"dev/server.key": f"-----BEGIN {'PRIVATE'} KEY-----\n{key}\n-----END {'PRIVATE'} KEY-----\n"})
    assert found(tmp_path, artifacts, tree=frozenset({"dev/server.key", "demo/__init__.py"})) == []
    assert rules_of(found(tmp_path, artifacts, tree=frozenset({"demo/__init__.py"}))) == ["secret-inside"]


def test_a_command_of_a_module_that_only_the_tag_has_is_found(tmp_path) -> None:
    """Its other dependencies do not bring it."""
    artifacts = commands("src.cli:main", "Requires-Dist: left\n")
    assert found(tmp_path, artifacts) == []
    (one,) = found(tmp_path, artifacts, tree=frozenset({"src/cli.py", "demo/__init__.py"}))
    assert (one.rule, one.got) == (
        "entry-point-missing", "demo = src.cli:main: src/cli.py is in the tag, and no module src is in the package",
    )  # fmt: skip
