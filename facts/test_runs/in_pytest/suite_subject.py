"""Loaded into a project's own pytest: write down where the tested package was imported from.

Run by the project's interpreter, so: standard library only, and nothing newer than Python 3.9. Each process of a spread run
writes a file of its own.
"""

import importlib.metadata
import json
import os
import sys
from pathlib import Path
from typing import Any


def pytest_sessionfinish(session: Any) -> None:
    """Say where the module of the subject came from, and from where that was installed."""
    module = sys.modules.get(os.environ["SUITE_SUBJECT"])
    places = [*getattr(module, "__path__", ()), getattr(module, "__file__", None) or ""][-1:] if module else []
    found = [{"file": str(Path(place).resolve()), "origin": _installed_from(place)} for place in places if place]
    Path(os.environ["SUITE_SUBJECT_FILES"], f"{os.getpid()}.json").write_text(json.dumps(found))


def _installed_from(place: str) -> str:
    file = str(Path(place).resolve())
    for one in importlib.metadata.distributions():
        told = one.read_text("direct_url.json")
        if told and any(str(Path(str(one.locate_file(each))).resolve()) == file for each in one.files or ()):
            return str(json.loads(told).get("url", ""))
    return ""
