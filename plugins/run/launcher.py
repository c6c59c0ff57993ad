"""A plain `pytest ...` becomes a parent that starts the same arguments in a child, waits, and judges.

The parent takes `pytest_cmdline_main` first, except in xdist workers and in its own child. If every path given lies
under `tests/`, it is inert: those are the suite's own tests.
"""

from argparse import Namespace
from pathlib import Path

import pytest

from core.errors import Refused
from plugins.cli import doctor, explain, init
from plugins.cli.allowed_options import refuse
from plugins.cli.exit_codes import guarded
from plugins.cli.inputs import named_project, parse
from plugins.cli.pytest_internals import option_parser, options_of
from plugins.plan.plan import FILE
from plugins.run import session
from plugins.run.until import Walker


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


def _refuse_another_root(root: Path) -> None:
    """A free-standing path that exists moves pytest's root there before our plugins load (pytest issue 6904)."""
    if not (root / FILE).is_file():
        raise Refused(
            got=f"{root} as pytest's root",
            expected="the checkout of the suite",
            advice="write options that take a path with =, as in --project=DIR, and run pytest in the checkout",
        )


def _run(config: pytest.Config, words: list[str], options: Namespace) -> int:
    here, root = config.invocation_params.dir, config.rootpath
    _refuse_another_root(root)
    refuse(option_parser(config), options)
    if options.list_checks or options.explain:
        return explain.show(options, root, here)
    if options.doctor:
        return doctor.examine(options, root, here, config.getini("release_project"))
    if options.init is not None:
        return init.write(options, named_project(options, here, config.getini("release_project")), root, here)
    release = parse(options, root, here, config.getini("release_project"), session.environment())
    if options.until:
        return Walker(release, options, words, root, here).go()
    return session.run(release, options, words, root, here)
