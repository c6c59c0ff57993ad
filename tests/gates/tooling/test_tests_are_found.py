"""A test command that finds nothing: `ctest` of a project whose tests an option adds, plain wheels are elsewhere."""

from pathlib import Path

import pytest

from tests.gates.tooling.asked import said

PROJECT = """\
cmake_minimum_required(VERSION 3.20)
project(demo VERSION 1.0.0)
option(DEMO_TESTS "Build the tests" OFF)
add_executable(demo main.cpp)
if(DEMO_TESTS)
  enable_testing()
  add_subdirectory(tests)
endif()
"""
HEAD = 'on: {push: {tags: ["v*"]}}\njobs:\n  publish:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: actions/checkout@v4\n'


def found(folder: Path, configure: str, project: str = PROJECT, ctest: str = "ctest --test-dir build") -> int:
    """Return how many findings a job has that configures, builds, tests and publishes."""
    steps = (configure, "cmake --build build", ctest, "gh release create v1.0.0 build/demo")
    text = HEAD + "".join(f"      - run: {step}\n" for step in steps)
    return len(said("tests-are-found", folder, {"CMakeLists.txt": project, ".github/workflows/release.yml": text}))


@pytest.mark.parametrize(
    ("configure", "count"),
    [
        ("cmake -B build", 1),
        ("cmake -B build -DDEMO_TESTS=OFF", 1),
        ("cmake -B build -DDEMO_TESTS=ON", 0),
        ("cmake -B build -D DEMO_TESTS:BOOL=1", 0),
        ("cmake --preset release", 0),
    ],
)
def test_ctest_needs_the_option_that_adds_the_tests(configure: str, count: int, tmp_path: Path) -> None:
    """It succeeds with `No tests were found`; a preset may set the option."""
    assert found(tmp_path, configure) == count


def test_tests_that_are_always_there_need_no_option(tmp_path: Path) -> None:
    """An option that is on, tests outside of the condition, and a ctest that fails without tests."""
    assert found(tmp_path / "on", "cmake -B build", PROJECT.replace(" OFF)", " ON)")) == 0
    assert found(tmp_path / "more", "cmake -B build", PROJECT + "include(CTest)\n") == 0
    assert found(tmp_path / "strict", "cmake -B build", ctest="ctest --test-dir build --no-tests=error") == 0
