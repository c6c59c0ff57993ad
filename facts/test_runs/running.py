"""What all kinds of suites share: how a test program is started, and where it writes."""

import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from xml.etree import ElementTree

from core.errors import Undecided
from facts.test_runs.suite_run import Case
from profiles.schema.suites import Place

_OUTLIVE = Path(__file__).with_name("outlive.py")
_numbers = count(1)


def outlived(place: Place, *argv: str) -> tuple[str, ...]:
    """Start a program so that its death by a signal is an answer, with the rights of an ordinary user."""
    return (sys.executable, "-I", str(_OUTLIVE), *place.prefix, *argv)


def scratch_file(place: Place, name: str) -> Path:
    """Name a file that no other run in this folder writes."""
    place.scratch.mkdir(parents=True, exist_ok=True)
    return place.scratch / f"{next(_numbers):04}-{name}"


def junit_cases(text: bytes, origin: str) -> tuple[Case, ...]:
    """Read the JUnit XML that node and pytest write; a report that is not XML is undecided."""
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - written by the tool that we just ran
    except ElementTree.ParseError as error:
        raise Undecided(
            got=f"no readable report from {origin}: {error}", expected="JUnit XML", advice="run the suite by hand"
        ) from error
    return tuple(_junit_case(element, program) for element, program in _walk(root, ""))


def _walk(element: ElementTree.Element, path: str) -> Iterator[tuple[ElementTree.Element, str]]:
    for child in element:
        if child.tag == "testcase":
            yield child, path
        elif child.tag == "testsuite":
            yield from _walk(child, "/".join(filter(None, (path, child.get("name", "")))))


def _junit_case(element: ElementTree.Element, path: str) -> Case:
    program = element.get("classname") or path
    trouble = next((child for child in element if child.tag in ("failure", "error")), None)
    if trouble is not None:
        return Case(program, element.get("name", ""), "failed", trouble.get("message", "").strip().partition("\n")[0][:300])
    skipped = any(child.tag == "skipped" for child in element)
    return Case(program, element.get("name", ""), "skipped" if skipped else "passed")
