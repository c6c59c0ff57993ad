"""The options of the command line, declared once; surface.md lists them for users."""

import argparse

import pytest

STAGES = ("pre_release", "provenance", "staging", "delivery", "mechanics")
STEPS = ("tag", "push", "build", "rehearse", "tap", "publish", "release")
WALK = (
    "pre_release", "clearance", "tag", "push", "build", "provenance", "staging", "rehearse", "tap", "publish", "release", "delivery",
)  # fmt: skip
MODES = ("dry-run", "live")
BLOCKERS = ("file", "plan", "off")
_MARKERS = (
    *(f"{stage}: a check of the stage {stage}" for stage in STAGES),
    "remote: the check reads remote state, which ages fast and is never carried over",
    "static: the check reads the checkout only, with no network and no build",
    "reads: the check runs no code of the project although it is not static; --no-execute keeps it",
    "preview: what the check finds is reported and blocks no verdict",
    "build_run: the check compares with the files or the log of a build or publish run, which expire",
    "audit: the check is part of the audit of dependencies for vulnerabilities, so that -k audit selects it",
    "stages(name, ...): one test that serves several stages",
    "gate(number or word): the gate that the module's checks belong to",
    "channel(word): the channel that the module's checks belong to",
    "rows(argument, table, key=...): one check per entry of a profile table",
    "ahead(step, ...): steps that begin for all channels at once, before the first check needs them",
    "rules(package): one check per rule file of a package",
    "early(turn): a long check; with workers it begins first, lower turns first",
    "subject(word, ...): what the check is about; it does not apply to a project without it",
    "needs(tool, ...): outside tools without which the check is an error",
)


MARKERS = frozenset(line.split(":")[0].split("(")[0] for line in _MARKERS)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare every option; the launcher reads and judges them."""
    group = parser.getgroup("release", "release verification")
    add = group.addoption
    add("--release-target", metavar="vX.Y.Z", help="the release being verified")
    add("--base-tag", metavar="vX.Y.Z", help="the previous release; `none` for a first release")
    add("--mode", metavar="dry-run|live", help="dry-run (the default) or live")
    add("--agent", metavar="MODEL@HOST", help="who runs it, a person or an AI agent; required in live mode")
    add("--project", metavar="DIR", help="checkout of the project being released (write it with =)")
    add("--profile", metavar="NAME|FILE", help="project configuration (write it with =)")
    add("--artifacts", metavar="DIR", help="built artifacts for the staging stage (write it with =)")
    add("--build-run-id", metavar="N", help="the build run to check")
    add("--publish-run-id", metavar="N", help="the publish run to check")
    add("--blockers", metavar="file|plan|off", help="what to do with blockers; default: file in live mode, plan in dry-run")
    add("--close-fixed-blockers", action="store_true", help="close the tasks of gates that pass again")
    add("--perform", metavar="STEP,...", help=f"release steps to perform in live mode: {', '.join(STEPS)}; or all")
    add("--until", metavar="STEP", help="run stages and steps in release order up to this one; instead of -m and -k")
    add("--no-execute", action="store_true", help="run no check that executes code of the project")
    add(
        "--as-of-release",
        action="store_true",
        help="verify a past release: newer releases do not count, and the run does not wait for channels",
    )
    add("--package", metavar="NAME", help="verify one package of a monorepo: its name or directory (write it with =)")
    add(
        "--init", nargs="?", const="-", metavar="FILE", help="write a profile from what the repository contains (write it with =)"
    )
    add("--evidence-dir", metavar="DIR", help="directory for the evidence (write it with =)")
    add("--resume", action="store_true", help="run only the checks that have not passed")
    add("--fresh", action="store_true", help="move the old evidence aside and start again")
    add(
        "--import",
        metavar="FILE",
        dest="import_file",
        action="append",
        help="another host's evidence (write it with =); once for each host",
    )
    add("--sarif", metavar="FILE", help="write the findings as SARIF 2.1.0, for code scanning (write it with =)")
    add("--junit", metavar="FILE", help="write one test case per check as JUnit XML; a check that did not run is an error there")
    add("--statement", metavar="FILE", help="write an in-toto test-result statement, to sign or attest")
    add("--list", action="store_true", dest="list_checks", help="print every check and rule by stage and gate, and run nothing")
    add("--explain", metavar="RULE", help="print what a check or rule requires, why, how to fix it and how to waive it")
    add(
        "--doctor",
        action="store_true",
        help="print what the selected checks need: missing tools, and services that do not answer; run nothing",
    )
    add("--suite-run", help=argparse.SUPPRESS)  # set by the launcher for its own child
    parser.addini("release_project", "checkout of the project being released", default="")


def pytest_configure(config: pytest.Config) -> None:
    """Register the markers and refuse to run without the launcher."""
    for line in _MARKERS:
        config.addinivalue_line("markers", line)
    missing = [name for name in ("launcher", "recorder", "fixtures") if not config.pluginmanager.hasplugin(f"plugins.run.{name}")]
    if missing:
        raise pytest.UsageError(
            f"got a run without plugins.run.{missing[0]}, expected all of the suite's plugins; drop -p no:plugins.run.{missing[0]}"
        )
