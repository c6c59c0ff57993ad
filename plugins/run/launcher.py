"""A plain `pytest ...` becomes a parent that starts the same arguments in a child, waits, and judges.

The parent takes `pytest_cmdline_main` first, except in xdist workers and in its own child. If every path given lies
under `tests/`, it is inert: those are the suite's own tests.
"""

from argparse import Namespace

import pytest

from core.errors import Refused
from plugins.cli.exit_codes import guarded
from plugins.cli.pytest_internals import options_of


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> int | None:
    """Run the checks in a child and judge them; leave everything else to pytest."""
    if hasattr(config, "workerinput") or config.getoption("suite_run"):
        return None
    words = [str(word) for word in config.invocation_params.args]
    options = _options(config, words)
    if options.help or options.version or options.markers:
        return None
    return guarded(lambda: None if _own_tests(options, config) else _run(config, words, options))


def _options(config: pytest.Config, words: list[str]) -> Namespace:
    """Read the command line alone: PYTEST_ADDOPTS has no say in a verification."""
    return options_of(config, words)


def _own_tests(options: Namespace, config: pytest.Config) -> bool:
    here = config.invocation_params.dir
    paths = [(here / path.split("::")[0]).resolve() for path in options.file_or_dir]
    own = [path for path in paths if path.is_relative_to(config.rootpath / "tests")]
    if own and len(own) < len(paths):
        raise Refused(
            got="paths under tests/ together with others",
            expected="either the suite's own tests or checks of a release",
            advice="run them one after the other",
        )
    return bool(own)


def _run(config: pytest.Config, words: list[str], options: Namespace) -> int:
    # The child and its workers load this plugin too, and need nothing of what a parent does.
    from plugins.run.typed_command import perform

    return perform(config, words, options)
