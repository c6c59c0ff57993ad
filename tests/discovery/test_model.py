"""A repository's own files say what it is made of, each fact with its origin."""

import subprocess

import pytest

from discovery.model import at, of_checkout
from discovery.packages import license_files
from discovery.printed import lines
from discovery.served_platforms import platforms
from discovery.tags import pattern_of, spellings
from facts.vcs.git import Checkout
from tests.repository import checkout

FILES = {
    "Cargo.toml": '[workspace]\nmembers = ["core", "ext"]\n[workspace.package]\nversion = "1.2.0"\nlicense = "MIT"\n',
    "core/Cargo.toml": '[package]\nname = "demo-core"\ndescription = "x"\nversion.workspace = true\nlicense.workspace = true\n',
    "core/src/lib.rs": "pub fn raw() { unsafe { core::hint::unreachable_unchecked() } }\n",
    "ext/Cargo.toml": '[package]\nname = "ext"\nversion = "1.2.0"\n',
    "Cargo.lock": "version = 4\n",
    "python/pyproject.toml": '[build-system]\nrequires = ["hatch-vcs"]\n[project]\nname = "demo"\ndynamic = ["version"]\nlicense = "MIT"\n',
    "python/src/demo/py.typed": "",
    "python/src/demo/__init__.py": "x = 1\n",
    "python/tests/test_demo.py": "def test_x(): pass\n",
    "go.mod": "module example.org/demo\n",
    "demo.go": "package demo\n\nfunc Open() {}\n",
    "node/package.json": '{\n  "name": "demo",\n  "version": "1.2.0",\n  "types": "index.d.ts"\n}\n',
    "node/index.d.ts": "export declare const x: number\n",
    "LICENSE": "MIT\n",
    "CHANGES.rst": "1.2.0\n-----\n",
    "examples/package.json": '{"name": "example", "version": "9.9.9"}',
    ".github/workflows/release.yml": "on: push\njobs:\n  publish:\n    runs-on: ubuntu-latest\n    steps:\n      - run: cargo publish\n",
}


@pytest.fixture
def project(tmp_path):
    """Return a checkout of all that, with two tags."""
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    for words in (["init", "-q"], ["add", "."], ["-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-qm", "x"]):
        subprocess.run(["git", *words], cwd=tmp_path, check=True)
    for tag in ("v1.1.0", "v1.0.0", "core-v0.1.0"):
        subprocess.run(["git", "tag", tag], cwd=tmp_path, check=True)
    return Checkout(tmp_path)


@pytest.fixture
def model(project):
    """Return its model."""
    return of_checkout(project)


def test_packages_say_where_their_version_stands(model):
    """In the manifest, in the workspace's root, in git; an example is no package."""
    found = {package.name: (package.ecosystem, package.version.how, str(package.version.origin)) for package in model.packages}
    assert found["demo-core"] == ("crates", "inherited", "Cargo.toml:4")
    assert found["ext"] == ("crates", "static", "ext/Cargo.toml:3")
    assert found["example.org/demo"] == ("golang", "scm", "go.mod:1")
    assert {package.ecosystem: package.version.how for package in model.packages if package.name == "demo"} == {
        "pypi": "scm",
        "npm": "static",
    }
    assert "example" not in found


def test_what_the_index_refuses_is_not_publishable(model):
    """A crate without description and license stays at home."""
    assert [package.name for package in model.publishable if package.ecosystem == "crates"] == ["demo-core"]
    assert {package.name: package.license for package in model.packages}["demo-core"] == "MIT"


def test_all_the_rest_is_found(model):
    """Changelog, publication, lock, suites, surfaces, unsafe code, each where it stands."""
    assert str(model.changelog) == "CHANGES.rst"
    assert [(deed.place, str(deed.origin)) for deed in model.publications] == [
        ("crates.io", ".github/workflows/release.yml:6"),
    ]
    assert [lock.path for lock in model.locks] == ["Cargo.lock"]
    assert [suite.name for suite in model.suites] == ["pytest-python"]
    assert {surface.kind: surface.path for surface in model.surfaces} == {
        "python": "python/src/demo",
        "typescript": "node/index.d.ts",
        "go": ".",
    }
    assert list(map(str, model.traits["unsafe"])) == ["core/src/lib.rs:1"]
    assert model.traits["server"] == ()


def test_a_past_tree_has_the_same_model(project, model):
    """Read from git's objects; only its tags are nobody's question."""
    past = at(project, "v1.0.0")
    assert (past.packages, past.publications, past.locks) == (model.packages, model.publications, model.locks)


def test_every_fact_is_printed_with_its_origin(model):
    """What is not there is said with the number of files."""
    text = "\n".join(lines(model))
    assert "tags: v{version} (2, newest v1.1.0)" in text
    assert f"server: none in {len(FILES)} files" in text


@pytest.mark.parametrize(
    ("tag", "pattern"),
    [
        ("pkg@1.2.3", "pkg@{version}"),
        ("folder/v1.2.3", "folder/v{version}"),
        ("24.04.1", "{version}"),
        ("v1.0.0rc1", "v{version}"),
    ],
)
def test_tags_of_every_spelling_are_read(tag, pattern):
    """What stands before the version is the spelling."""
    assert [one.pattern for one in spellings([tag])] == [pattern]


def test_a_typed_tag_finds_the_spelling_that_is_there():
    """`v2.4.0` is typed, `2.4.0` is there."""
    assert pattern_of("v2.4.0", ["2.4.0", "2.3.0"]) == "{version}"
    assert pattern_of("pkg@2.4.0", ["pkg@2.4.0", "v2.4.0"]) == "pkg@{version}"


PUBLISHES = """on: push
jobs:
  test:
    strategy: {matrix: {os: [ubuntu-latest, macos-latest]}}
    runs-on: ${{ matrix.os }}
    steps:
      - run: make check
  build:
    runs-on: windows-latest
    steps:
      - {uses: actions/upload-artifact@v4, with: {path: x}}
"""


ROW = "      - {uses: goreleaser/goreleaser-action@v6, if: matrix.os == 'ubuntu-latest', with: {args: release}}\n"


@pytest.mark.parametrize(
    ("step", "names"),
    [
        ("", ["windows"]),
        (ROW, ["linux", "windows"]),
        (ROW.replace("if: matrix.os == 'ubuntu-latest', ", ""), ["linux", "macos", "windows"]),
    ],
)
def test_runners_of_tests_are_no_platform(tmp_path, step, names):
    """What a job hands on is for a platform; what it only tests, or hands on in another row, is not."""
    text = PUBLISHES.replace("      - run: make check\n", f"      - run: make check\n{step}")
    found = platforms(checkout(tmp_path / "p", {".github/workflows/r.yml": text}), (), [".github/workflows/r.yml"])
    assert sorted(one.name for one in found) == names


def test_the_workflow_that_is_called_after_tests_is_ci(tmp_path):
    """One that measures, or publishes, comes last."""
    text = "on: push\njobs:\n  t:\n    runs-on: x\n    steps:\n      - run: cargo test\n"
    files = {f".github/workflows/{name}.yml": text for name in ("benchmarks", "rust", "docs")}
    model = of_checkout(checkout(tmp_path / "p", files))
    assert [one.path.rpartition("/")[2] for one in model.workflows.ci] == ["rust.yml", "docs.yml", "benchmarks.yml"]


def test_a_configuration_of_licenses_is_no_license(tmp_path):
    """`licenserc.toml` is a tool's."""
    assert license_files(
        checkout(tmp_path / "p", {"LICENSE": "x", "licenserc.toml": "x", "LICENSE.md": "x", "LICENSE-HEADER": "x"}), "."
    ) == (
        "LICENSE",
        "LICENSE.md",
    )


SETUP = 'from setuptools import setup\n\nsetup(\n    name="demo",\n    version=open("VERSION").read(),\n    license="MIT",\n)\n'


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({"setup.py": SETUP}, [("demo", "setup.py:4", "MIT")]),
        ({"setup.cfg": "[metadata]\nname = demo\nlicense = MIT\n"}, [("demo", "setup.cfg:2", "MIT")]),
        ({"setup.cfg": "[metadata]\nname = demo\n", "setup.py": SETUP}, [("demo", "setup.py:4", "MIT")]),
        ({"setup.cfg": "[flake8]\nignore = E1\n"}, []),
        ({"setup.py": SETUP, "pyproject.toml": "[tool.black]\n"}, [("demo", "setup.py:4", "MIT")]),
        ({"setup.py": SETUP, "pyproject.toml": '[build-system]\n[project]\nname = "new"\nlicense = "MIT"\n'}, [("new", "pyproject.toml:3", "MIT")]),
        ({"setup.py": SETUP.replace('"demo"', "NAME")}, []),
    ],
)  # fmt: skip
def test_a_script_of_setuptools_names_a_package(tmp_path, files, found):
    """As far as it is constant; a pyproject.toml next to it comes first."""
    model = of_checkout(checkout(tmp_path / "p", files))
    assert [(one.name, str(one.origin), one.license) for one in model.packages] == found


@pytest.mark.parametrize(
    ("version", "how"), [("0.0.0-development", "scm"), ("0.0.0-semantically-released", "scm"), ("0.1.0", "static")]
)
def test_a_placeholder_is_no_version(tmp_path, version, how):
    """A release tool puts the tag's version in its place."""
    text = f'{{"name": "demo", "version": "{version}", "license": "MIT"}}'
    (package,) = of_checkout(checkout(tmp_path / "p", {"package.json": text})).packages
    assert (package.version.how, package.publishable) == (how, True)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("target: loongarch64-unknown-linux-musl", ["loongarch64-unknown-linux-musl"]),
        ("target: riscv64gc-unknown-linux-gnu", ["riscv64gc-unknown-linux-gnu"]),
        ("target: aarch64-linux-gnu", ["aarch64-linux-gnu"]),
        ("target: thumbv7em-unknown-none-eabi", ["thumbv7em-unknown-none-eabi"]),
        ("name: my-linux-build", []),
        ("run: case ${T} in armv7-unknown-linux-musleabi) STRIP= ;; arm-unknown-linux-gnueabihf|x) STRIP=y ;; esac", []),
        ("run: case ${T} in x64) T=x86_64-unknown-linux-gnu ;; esac", ["x86_64-unknown-linux-gnu"]),
        ("run: (rustup target add x86_64-unknown-linux-gnu)", ["x86_64-unknown-linux-gnu"]),
        ("name: an-unknown-thing", []),
    ],
)
def test_a_platform_is_a_triple_of_any_machine(tmp_path, text, names):
    """Whichever machine it names; words with hyphens are none."""
    found = platforms(checkout(tmp_path / "p", {".github/workflows/r.yml": f"jobs:\n  x:\n    {text}\n"}), (), [])
    assert [one.name for one in found] == names


INNER = '[package]\nname = "demo"\nversion = "1.0.0"\ndescription = "x"\nlicense = "MIT"\n\n[lib]\ncrate-type = {0}\n'


@pytest.mark.parametrize(
    ("kinds", "more", "publishable"),
    [
        ('["cdylib"]', {"pyproject.toml": "[project]\n"}, False),
        ('["cdylib"]', {"package.json": "{}"}, False),
        ('["cdylib", "rlib"]', {"pyproject.toml": "[project]\n"}, True),
        ('["cdylib"]', {}, True),
        ('["cdylib"]', {"pyproject.toml": "[project]\n", "src/main.rs": "fn main() {}\n"}, True),
        ("[]", {"pyproject.toml": "[project]\n"}, True),
    ],
)
def test_a_crate_that_only_another_language_loads_is_no_package(tmp_path, kinds, more, publishable):
    """No crate can use it; it is what the package beside it is made of."""
    files = {"Cargo.toml": INNER.format(kinds), "src/lib.rs": "", "LICENSE": "x", **more}
    (crate,) = [each for each in of_checkout(checkout(tmp_path / "p", files)).packages if each.ecosystem == "crates"]
    assert crate.publishable == publishable
