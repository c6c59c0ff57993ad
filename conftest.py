"""The list of plugins, and one sentence for a Python that has not what they need."""

import sys
from importlib.util import find_spec

_NEEDED = (
    "xdist",
    "pytest_jsonreport",
    "pytest_html",
    "httpx",
    "packaging",
    "msgspec",
    "stamina",
    "ruamel.yaml",
    "filelock",
    "lief",
    "cyclonedx",
    "packageurl",
)


def _missing() -> list[str]:
    """Return the modules that this interpreter cannot import."""
    return [name for name in _NEEDED if find_spec(name.split(".")[0]) is None]


if missing := _missing():
    print(
        f"release verification refused: got a Python without {', '.join(missing)} ({sys.executable}), expected what "
        "requirements.txt lists; run python3 bootstrap.py sample, or activate the environment that it made (. .venv/bin/activate)",
        file=sys.stderr,
    )
    raise SystemExit(4)

pytest_plugins = [
    "plugins.cli.options",
    "plugins.run.launcher",
    "plugins.run.recorder",
    "plugins.run.fixtures",
    "plugins.run.exclusive",
    "plugins.run.time_limit",
    "plugins.run.garbage_collection",
]
