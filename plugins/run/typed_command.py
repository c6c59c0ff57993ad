"""What a typed command does in the parent: print a list, look at this machine, write a profile, walk a release, or verify."""

from argparse import Namespace
from pathlib import Path

import pytest

from core.errors import Refused
from plugins.cli.allowed_options import refuse
from plugins.cli.inputs import named_project, parse
from plugins.cli.pytest_internals import option_parser
from plugins.plan.plan import FILE
from plugins.run import run_sequence


def perform(config: pytest.Config, words: list[str], options: Namespace) -> int:
    """Do what the command line asks for; return the exit status."""
    # Each branch loads what it needs: clients of hosts for --doctor, pages for --explain.
    here, root = config.invocation_params.dir, config.rootpath
    _refuse_another_root(root)
    refuse(option_parser(config), options)
    if options.list_checks or options.explain:
        from plugins.cli import explain

        return explain.show(options, root, here)
    if options.doctor:
        from plugins.cli import doctor

        return doctor.examine(options, root, here, config.getini("release_project"))
    if options.init is not None:
        from plugins.cli import init

        return init.write(options, named_project(options, here, config.getini("release_project")), root, here)
    release = parse(options, root, here, config.getini("release_project"), run_sequence.environment())
    if options.until:
        from plugins.run.until import Walker

        return Walker(release, options, words, root, here).go()
    return run_sequence.run(release, options, words, root, here)


def _refuse_another_root(root: Path) -> None:
    """A free-standing path that exists moves pytest's root there before our plugins load (pytest issue 6904)."""
    if not (root / FILE).is_file():
        raise Refused(
            got=f"{root} as pytest's root",
            expected="the checkout of the suite",
            advice="write options that take a path with =, as in --project=DIR, and run pytest in the checkout",
        )
