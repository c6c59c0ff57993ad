"""The sample served as a Python index on loopback."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from sample import serve, write
from sample.building import load
from sample.sample_errors import SampleError

SUITE = Path(__file__).resolve().parents[2]
JSON = "application/vnd.pypi.simple.v1+json"
FILES = [f"brook_sample-{version}{end}" for version in ("0.1.0", "0.1.1") for end in ("-py3-none-any.whl", ".tar.gz")]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One sample for all tests here."""
    return write(tmp_path_factory.mktemp("served") / "project")


@pytest.fixture(scope="module")
def url(project: Path) -> Iterator[str]:
    """Give the address of the served sample."""
    with serve(project) as address:
        yield address.url


def pip(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    """One pip command that knows no index but the one it is given, and no proxy."""
    quiet = {"PIP_CONFIG_FILE": os.devnull, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "NO_PROXY": "*", "PIP_NO_CACHE_DIR": "1"}
    argv = [sys.executable, "-m", "pip", *map(str, arguments)]
    return subprocess.run(argv, env={**os.environ, **quiet}, capture_output=True, text=True, timeout=120, check=False)


def test_the_index_speaks_json(url: str) -> None:
    """Wheel and sdist of both releases stand on the project's JSON page with digest, size and the Python they need."""
    request = urllib.request.Request(f"{url}brook-sample/", headers={"Accept": JSON})  # noqa: S310
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
        page = json.load(answer)
        assert answer.headers["Content-Type"] == JSON
    assert [file["filename"] for file in page["files"]] == FILES
    assert page["versions"] == ["0.1.0", "0.1.1"]
    assert {file["requires-python"] for file in page["files"]} == {">=3.11"}


def test_pip_installs_the_wheel(url: str, tmp_path: Path) -> None:
    """What a user's own client gets from the index by default is the target, and it runs."""
    done = pip("install", "--target", tmp_path / "site", "--index-url", url, "brook-sample")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "site" / "brook_sample-0.1.1.dist-info").is_dir()
    argv = [sys.executable, "-m", "brook", "--home", str(tmp_path / "home"), "append", "notes", "hello"]
    ran = subprocess.run(argv, env={"PYTHONPATH": str(tmp_path / "site")}, capture_output=True, timeout=60, check=False)
    assert ran.stdout == b"1\n"


def test_pip_builds_the_sdist(url: str, tmp_path: Path) -> None:
    """The sdist holds all that its own build backend needs, and nothing is fetched for it."""
    done = pip("wheel", "-w", tmp_path, "--no-binary", ":all:", "--index-url", url, "brook-sample")
    assert done.returncode == 0, done.stderr
    assert [path.name for path in tmp_path.iterdir()] == FILES[2:3]


def test_both_builds_have_the_same_bytes(project: Path, tmp_path: Path) -> None:
    """Neither the time nor the folder of a build shows in a wheel or an sdist."""
    here, there = load(project), load(write(tmp_path / "elsewhere"))
    assert list(here.files) == FILES
    assert here == there


def test_another_folder_is_refused(tmp_path: Path) -> None:
    """A folder without the sample is answered with the command that writes one."""
    with pytest.raises(SampleError, match="is not the sample; write it with"), serve(tmp_path):
        pass


def test_the_command_serves_until_it_is_ended(project: Path) -> None:
    """--serve prints the address first, and SIGTERM ends it with status 0."""
    argv = [sys.executable, "-m", "sample", "--serve", str(project)]
    with subprocess.Popen(argv, cwd=SUITE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310
            assert b"brook-sample" in answer.read()
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
