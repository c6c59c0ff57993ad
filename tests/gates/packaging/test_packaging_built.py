"""Packages that are what they say are left alone; each untruth is named."""

import io
import sys
import tarfile
import zipfile
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import pytest

from core.errors import Unavailable, Undecided
from gates.packaging import (
    installed_packages,
    package_contents,
    package_linters,
    package_sets,
    package_sizes,
    package_smokes,
    repeated_statements,
    runtimes,
)
from gates.packaging.built_packages import BuiltFile
from gates.packaging.package_smokes import Ended
from profiles.schema.channels import Operation
from profiles.schema.packaging import BuiltPackage, PackageLinter

INFO = "demo-1.0.dist-info"
METADATA = (
    "Metadata-Version: 2.4\nName: demo\nVersion: 1.0\nRequires-Python: >=3.10\n"
    "Classifier: Programming Language :: Python :: 3.10\nClassifier: Programming Language :: Python :: 3.11\n"
)
PYTHON = {"demo/__init__.py": "def main():\n    print('demo 1.0')\n"}


def digest(content: str | bytes) -> str:
    """Spell a digest as RECORD does."""
    data = content.encode() if isinstance(content, str) else content
    return "sha256=" + urlsafe_b64encode(sha256(data).digest()).rstrip(b"=").decode()


def wheel(folder: Path, tag: str = "py3-none-any", files: Mapping[str, str | bytes] = PYTHON, **more: object) -> BuiltFile:
    """Build a wheel with these files, and what the profile says of it."""
    path = folder / f"demo-1.0-{tag}.whl"
    whole: dict[str, str | bytes] = {
        **files,
        f"{INFO}/METADATA": METADATA,
        f"{INFO}/WHEEL": f"Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: {tag}\n",
        f"{INFO}/entry_points.txt": "[console_scripts]\ndemo = demo:main\n",
        f"{INFO}/licenses/LICENSE": "MIT",
    }
    whole[f"{INFO}/RECORD"] = "".join(f"{name},{digest(content)},\n" for name, content in whole.items()) + f"{INFO}/RECORD,,\n"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in whole.items():
            archive.writestr(name, content)
    return BuiltFile(BuiltPackage("wheel", "pypi", "wheel", "*", **more), path)  # type: ignore[arg-type]


def archive(folder: Path, mode: int, **more: object) -> BuiltFile:
    """Build an archive with one program of this mode."""
    path = folder / "demo-1.0.tar.gz"
    with tarfile.open(path, "w:gz") as packed:
        for name, content in (("bin/demo", Path(sys.executable).resolve().read_bytes()[:4096]), ("LICENSE", b"MIT")):
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(content), mode
            packed.addfile(entry, io.BytesIO(content))
    return BuiltFile(BuiltPackage("sdk", "github", "archive", "*", executable=("bin/demo",), **more), path)  # type: ignore[arg-type]


def test_a_package_that_holds_what_it_owes_is_left_alone(tmp_path: Path) -> None:
    """Version, license, contents and execute bit are there."""
    assert package_contents.shortfalls(wheel(tmp_path, contents=("demo/*.py",)), "1.0", ["LICENSE"]) == []
    assert package_contents.shortfalls(archive(tmp_path, 0o755), "1.0", ["LICENSE"]) == []


def test_a_file_is_named_by_where_it_is_installed(tmp_path: Path) -> None:
    """Wheels may keep files for the environment in a folder of their own."""
    built = wheel(tmp_path, files={"demo-1.0.data/purelib/demo/tool.py": "x"}, contents=("demo/tool.py",))
    assert package_contents.shortfalls(built, "1.0", ["LICENSE"]) == []


def test_everything_that_a_package_lacks_is_named(tmp_path: Path) -> None:
    """A missing notice, file and execute bit and another version are each a found."""
    (version, notice, content) = package_contents.shortfalls(wheel(tmp_path, contents=("demo/native.so",)), "1.1", ["NOTICES"])
    assert (version.rule, version.path, version.got) == ("other-version", "demo-1.0-py3-none-any.whl", "version 1.0")
    assert (notice.rule, notice.got, notice.expected) == ("license-missing", "no NOTICES", "it among 6 files")
    assert (content.rule, content.got) == ("content-missing", "no demo/native.so")
    (mode,) = package_contents.shortfalls(archive(tmp_path, 0o644), "1.0", [])
    assert (mode.rule, mode.path, mode.got) == ("not-executable", "demo-1.0.tar.gz", "bin/demo has no execute bit")


def test_a_tag_without_native_code_is_untrue(tmp_path: Path) -> None:
    """A wheel for one platform that holds nothing for it serves everybody or nobody."""
    assert package_contents.untrue(wheel(tmp_path)) == []
    (found,) = package_contents.untrue(wheel(tmp_path, "cp311-cp311-manylinux_2_17_x86_64"))
    assert (found.rule, found.path[-3:]) == ("no-native-code", "whl")


def test_native_code_for_another_machine_is_untrue(tmp_path: Path) -> None:
    """Native code under `any`, and of another architecture than its folder says, are named."""
    binary = Path(sys.executable).resolve().read_bytes()
    files = {"demo/tool": binary}
    (any_tag,) = package_contents.untrue(wheel(tmp_path, files=files))
    assert any_tag.rule == "platform-tag-mismatch"
    machine = package_contents.host()
    tag = f"cp311-cp311-linux_{'aarch64' if machine == 'arm64' else machine}"
    assert package_contents.untrue(wheel(tmp_path, tag, files, native={"demo/*": "host"})) == []
    (other,) = package_contents.untrue(wheel(tmp_path, tag, files, native={"demo/*": "riscv64"}))
    assert (other.rule, other.expected) == ("wrong-architecture", "riscv64")


@pytest.mark.parametrize(
    ("tag", "lacking"), [("py3-none-any", []), ("cp310-abi3-win_amd64", []), ("cp311-cp311-win_amd64", ["3.10"])]
)
def test_a_declared_version_without_a_file_is_named(tmp_path: Path, tag: str, lacking: list[str]) -> None:
    """A tag for one version leaves the other declared ones without a file."""
    built = [wheel(tmp_path, tag)]
    found = runtimes.unserved(built, runtimes.declared(built))
    assert [one.path for one in found] == [f"Python {version}" for version in lacking]


def test_the_profile_may_say_what_one_host_builds_for(tmp_path: Path) -> None:
    """A matrix builds the other versions elsewhere."""
    built = [wheel(tmp_path, "cp311-cp311-win_amd64", serves=("3.11",))]
    assert runtimes.unserved(built, runtimes.declared(built)) == []


def test_sizes_and_names_are_held_to_their_bounds(tmp_path: Path) -> None:
    """A package that grew, two of one name and a channel without any are named."""
    assert package_sizes.outgrown(package_sizes.Sizes("a.whl", 150, 150, "x")) == []
    (grown,) = package_sizes.outgrown(package_sizes.Sizes("a.whl", 151, 150, "1.5 times b.whl"))
    assert (grown.rule, grown.got, grown.expected) == ("size-growth", "151 bytes", "at most 150, 1.5 times b.whl")
    built = wheel(tmp_path)
    assert package_sets.confused(([built], ["pypi"])) == []
    (twice, none) = package_sets.confused(([built, built], ["pypi", "npm"]))
    assert (twice.rule, twice.path) == ("name-shared", "demo-1.0-py3-none-any.whl")
    assert (none.rule, none.path, none.got) == ("channel-without-package", "npm", "packages of pypi")


OPERATIONS = (Operation(("demo",), "demo {version}"),)


def test_a_package_that_works_when_installed_is_left_alone(tmp_path: Path) -> None:
    """Its program is installed and prints what it should."""
    home = installed_packages.Environment(tmp_path / "home", "wheel").prepared()
    assert home.install(wheel(tmp_path)) == []
    assert home.complaints(OPERATIONS, "1.0") == []


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("raise OSError('libdemo not found')\n", "ends with 1: OSError: libdemo not found"),
        ("def main():\n    print('demo 0.9')\n", "ends with 0: demo 0.9"),
    ],
)
def test_a_package_that_does_not_work_when_installed_is_named(tmp_path: Path, source: str, said: str) -> None:
    """An installation that succeeds is not enough: what users do first must work."""
    home = installed_packages.Environment(tmp_path / "home", "wheel").prepared()
    assert home.install(wheel(tmp_path, files={"demo/__init__.py": source})) == []
    (found,) = home.complaints(OPERATIONS, "1.0")
    assert (found.rule, found.expected) == ("operation-fails", "0 and 'demo 1.0'")
    assert said in found.got


def test_a_package_that_cannot_be_installed_and_an_empty_place_are_named(tmp_path: Path) -> None:
    """A wheel of another machine is refused by pip; where nothing is installed there is no program."""
    home = installed_packages.Environment(tmp_path / "home", "wheel").prepared()
    (refused,) = home.install(wheel(tmp_path, "cp27-cp27m-win32"))
    assert refused.rule == "install-fails"
    (empty,) = home.complaints(OPERATIONS, "1.0")
    assert (empty.rule, empty.got) == ("program-missing", "no program demo in bin")


def test_a_smoke_is_judged_by_its_end_and_its_last_words() -> None:
    """Success without its words, and failure, are findings; a network out of reach is the environment."""
    assert package_smokes.complaints(Ended("s.sh", 0, "smoke ok\n"), "smoke ok") == []
    (silent,) = package_smokes.complaints(Ended("s.sh", 0, "skipped\n"), "smoke ok")
    assert (silent.rule, silent.got, silent.expected) == ("smoke-silent", "`s.sh` prints skipped", "'smoke ok'")
    (failed,) = package_smokes.complaints(Ended("s.sh", 1, "a\nwheel build failed\n"))
    assert (failed.rule, failed.got) == ("smoke-fails", "`s.sh` ends with 1: wheel build failed")
    with pytest.raises(Unavailable, match="run again with network access"):
        package_smokes.complaints(Ended("s.sh", 2, "error: Could not resolve host: index\nfailed to install\n"))


def linter(body: str) -> PackageLinter:
    """Make a linter of one line of Python."""
    return PackageLinter("lint", "wheel", ("{python}", "-c", f"import sys; {body}", "{file}"), "^W[0-9]+:", "W007")


def test_what_a_linter_says_is_a_finding_by_line(tmp_path: Path) -> None:
    """Lines of the pattern are findings, also in colour and with success; silence is none."""
    (found,) = package_linters.findings(linter("print('\\x1b[33mW007: empty\\x1b[0m\\nnote')"), wheel(tmp_path))
    assert (found.rule, found.path, found.got) == ("linter-lint", "demo-1.0-py3-none-any.whl", "W007: empty")
    assert package_linters.findings(linter("print('fine')"), wheel(tmp_path)) == []


def test_a_linter_that_fails_without_a_finding_decides_nothing(tmp_path: Path) -> None:
    """Another version, or a crash, is no finding and no pass."""
    with pytest.raises(Undecided, match="exit status 1 and no finding from lint: no such option"):
        package_linters.findings(linter("sys.exit('no such option')"), wheel(tmp_path))


@pytest.mark.parametrize("kind", ["wheel", "node"])
def test_the_hollow_twins_can_be_opened(tmp_path: Path, kind: str) -> None:
    """The controls' packages are packages of their kinds, and untrue."""
    twin = repeated_statements.hollow(tmp_path, BuiltPackage("p", "pypi", kind, "*"))  # type: ignore[arg-type]
    found = package_contents.untrue(twin) or twin.package.faults
    assert found[0].rule in ("no-native-code", "entry-not-packed")
