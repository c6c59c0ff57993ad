"""A module proxy that is as it should be passes every duty, with go itself."""

import json
from pathlib import Path

import pytest

from core.commands import Completed
from core.errors import Undecided
from core.http_client import Web
from delivery.channels.golang.channel import ModuleProxy, vetted
from delivery.channels.golang.module_packages import listed
from delivery.channels.golang.staging_server import GoFile, GoSite, serve_go
from delivery.channels.golang.test_golang import TestGolang as Contract
from delivery.clean_client import Client
from delivery.package_checks import Origin
from facts.archives.archive import blob_id, hashed
from profiles.schema.channels import Channel, Operation, ReleaseFile
from tests.delivery import harness, packages
from tests.tools import needs

PROBE = f'package main\n\nimport "{packages.MODULE}"\n\nfunc main() {{ println("demo", demo.Version) }}\n'
CHANNEL = Channel(
    package=packages.MODULE,
    files=(ReleaseFile("v{version}.zip"),),
    operations=(Operation(("probe",), "demo {version}"),),
    probe=PROBE,
    budget=2,
    timeout=300,
)
MANIFEST = f"module {packages.MODULE}\n\ngo 1.21\n"
ORIGIN = Origin(
    "c" * 40,
    {
        "go.mod": blob_id(MANIFEST.encode()),
        "demo.go": blob_id(packages.GO.replace(b"VERSION", b"1.1.0")),
        "LICENSE": blob_id(packages.LICENSE),
    },
)


def honest(version: str) -> dict[str, GoFile]:
    """One version of the module."""
    return {f"v{version}": GoFile(packages.go_module(version), MANIFEST, "c" * 40)}


@needs("go")
def test_an_honest_proxy_meets_every_duty(tmp_path):
    """Every check of the channel passes, go's own build among them."""
    built = {"v1.1.0.zip": hashed(packages.go_module("1.1.0"))["sha256"]}
    with serve_go(GoSite(packages.MODULE, honest("1.0.0") | honest("1.1.0"))) as address:
        subject = harness.delivered(ModuleProxy, harness.site("golang", CHANNEL, tmp_path, address))
        outcomes = harness.held(Contract, subject, ORIGIN, built, client=True)
    assert harness.offences(outcomes) == {}


MAIN = b"package main\n\nfunc main() {}\n"
NATIVE = b'package c\n\n// #cgo pkg-config: no-such-library\n// #include <no-such.h>\nimport "C"\n'


def imports(name: str, path: str) -> bytes:
    """A file of a package that imports another."""
    return f'package {name}\n\nimport _ "{path}"\n'.encode()


def outcomes(folder: Path, files: dict[str, bytes]) -> dict[str, int]:
    """Install a module that has these files too, without a probe: what was compiled, and how that ended."""
    made = GoFile(packages.go_module("1.1.0", files), MANIFEST, "c" * 40)
    channel = Channel(package=packages.MODULE, files=(ReleaseFile("v{version}.zip"),), budget=2, timeout=300)
    with serve_go(GoSite(packages.MODULE, {"v1.1.0": made})) as address:
        installed = ModuleProxy(harness.site("golang", channel, folder, address), Web()).install()
    assert installed.install.status == 0
    return {ran.command: ran.status for ran in installed.after if ran.command.startswith(("go build", "go install", "go vet"))}


@needs("go")
@pytest.mark.parametrize(
    ("files", "command"),
    [
        ({"a/a.go": imports("a", f"{packages.MODULE}/missing")}, "go build of every package"),
        ({"a/a.go": b'package a\n\nimport _ "embed"\n\n//go:embed missing.txt\nvar text string\n'}, "go build of every package"),
        ({"cmd/demo/main.go": imports("main", f"{packages.MODULE}/missing")}, f"go install {packages.MODULE}/cmd/demo"),
    ],
)
def test_a_package_that_go_cannot_load_is_compiled_all_the_same(tmp_path: Path, files: dict[str, bytes], command: str) -> None:
    """`go list` calls it incomplete: users get the error of the compiler."""
    assert outcomes(tmp_path, files)[command] != 0


@needs("go")
@pytest.mark.parametrize(("package", "status"), [("fmt", 0), ("example.net/demo/gone", 1)])
def test_what_cannot_be_imported_is_found_by_vet(package: str, status: int, tmp_path: Path) -> None:
    """A program imports every package that compiles: go says which one it cannot import."""
    (tmp_path / "go.mod").write_text("module probe\n\ngo 1.21\n")
    assert vetted(Client(tmp_path, 300.0, {"GOPROXY": "off"}), [package]).status == status


@needs("go")
def test_what_is_for_another_system_or_library_is_left_alone(tmp_path: Path) -> None:
    """A package for Windows and what imports it, one that needs a library of the system, and a program that works."""
    sound = {
        "w/w_windows.go": b"package w\n",
        "u/u.go": imports("u", f"{packages.MODULE}/w"),
        "c/c.go": NATIVE,
        "t/t_test.go": b"package t\n",
        "cmd/demo/main.go": MAIN,
    }
    assert outcomes(tmp_path, sound) == {
        "go build of every package": 0,
        "go build of every package with C": 0,
        "go vet of an import of every package": 0,
        f"go install {packages.MODULE}/cmd/demo": 0,
    }


@pytest.mark.parametrize(("status", "errors"), [(0, ""), (1, "go: no such tool")])
def test_an_answer_without_packages_decides_nothing(status: int, errors: str) -> None:
    """Unless go itself says that there are none."""
    with pytest.raises(Undecided, match="no list of packages"):
        listed(Completed(("go", "list"), status, b"", errors.encode(), 0.0), packages.MODULE)
    assert listed(Completed(("go",), 0, b"", b'go: warning: "m/..." matched no packages\n', 0.0), packages.MODULE) == []


def test_packages_apart_are_not_for_users() -> None:
    """Of examples, tools and tests; a dependency is none of the module's own."""
    paths = {f"{packages.MODULE}{end}": False for end in ("", "/examples/a", "/internal/b")} | {"example.net/other": True}
    text = "\n".join(
        json.dumps({"ImportPath": path, "Name": "x", "GoFiles": ["x.go"], "DepOnly": dependency})
        for path, dependency in paths.items()
    )
    found = listed(Completed(("go",), 0, text.encode(), b"", 0.0), packages.MODULE)
    assert [one.path for one in found] == [packages.MODULE]
