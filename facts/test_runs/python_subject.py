"""The subject of a Python suite: an environment made for the candidate, and proof that its tests imported the candidate."""

import json
import os
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import msgspec

from core.commands import run
from core.errors import Undecided
from facts.test_runs.suite_run import SuiteRun
from profiles.schema.suites import Place, Suite

_PLUGIN = Path(__file__).with_name("in_pytest")
_SECONDS = 1200.0


def environment(suite: Suite, place: Place) -> str:
    """Return the interpreter of a pytest suite: of an environment made for the candidate, or one that the profile names."""
    if suite.install:
        return _made(suite, place)
    python = place.fill(suite.python)
    if Path(python).absolute() == Path(sys.executable).absolute() or not suite.package:
        raise Undecided(
            got=f"the pytest suite {suite.name} without an environment of its own, or without the package that it tests",
            expected="install and package under [[builds.suites]]: what pip installs for it, and what its tests import",
            advice='for example install = ["{checkout}", "pytest"], package = "demo"',
        )
    return python


def _made(suite: Suite, place: Place) -> str:
    folder = place.scratch / f"environment-{suite.name}"
    python = folder / "bin" / "python"
    ready = folder / "ready"
    if not ready.exists():
        run([sys.executable, "-I", "-m", "venv", "--clear", folder], cwd=place.checkout, timeout=_SECONDS)
        words = ["-m", "pip", "install", "--quiet", *place.words(suite.install)]
        env = {"PIP_REQUIRE_VIRTUALENV": "1", **place.environment(suite.env)}
        run([python, *words], cwd=place.folder(suite.folder), timeout=_SECONDS, env=env, unset=("PYTHONPATH", "PYTHONHOME"))
        ready.touch()
    return str(python)


def watching(suite: Suite, folder: Path, env: dict[str, str]) -> tuple[tuple[str, ...], dict[str, str]]:
    """Return the words and the environment that let a pytest run say what it imported into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [str(_PLUGIN), *filter(None, [env.get("PYTHONPATH")])]
    told = {"SUITE_SUBJECT": suite.package, "SUITE_SUBJECT_FILES": str(folder), "PYTHONPATH": os.pathsep.join(paths)}
    return ("-p", "suite_subject"), {**env, **told}


def proven(suite: Suite, place: Place, folder: Path, found: SuiteRun) -> SuiteRun:
    """Return the run, cut short where its tests did not import the candidate."""
    told = [one for path in sorted(folder.glob("*.json")) for one in json.loads(path.read_text("utf-8"))]
    root = place.checkout.resolve()
    wrong = [one["file"] for one in told if not _is_candidate(one, root, place.scratch.resolve())]
    if told and not wrong:
        return found
    where = wrong[0] if wrong else "nowhere"
    line = f"{suite.package} was imported from {where}, not from the candidate"
    return msgspec.structs.replace(found, cut_short=(*found.cut_short, line))


def _is_candidate(told: dict[str, str], root: Path, scratch: Path) -> bool:
    file = Path(told["file"])
    if file.is_relative_to(root):
        return "site-packages" not in file.parts or file.is_relative_to(scratch)
    origin = urlsplit(told["origin"])
    return origin.scheme == "file" and Path(unquote(origin.path)).resolve().is_relative_to(root)
