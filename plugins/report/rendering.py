"""What is written next to the evidence and what other programs asked for, rendered from it and from nothing else."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

from core.errors import Fault
from core.terminal import say
from plugins.cli.outputs import Outputs
from plugins.plan.check_catalog import Catalog
from plugins.report import github_job, html, junit, sarif, statement, summary
from plugins.verdict.evidence import Evidence
from plugins.verdict.evidence_file import write_text


def render(evidence: Evidence, outputs: Outputs, root: Path) -> bool:
    """Write all and say whether all are there; a report that cannot be written takes nothing from the evidence."""
    # What programs read comes first: it is made in milliseconds, and the page may fail.
    asked = [
        _written(outputs.sarif, lambda: sarif.render(evidence.document, Catalog.of(root))),
        _written(outputs.junit, lambda: junit.render(evidence.document)),
        _written(outputs.statement, lambda: statement.render(evidence.document)),
    ]
    return all([*asked, _attempt(lambda: _pages(evidence))])


def _pages(evidence: Evidence) -> None:
    text = summary.render(evidence.document)
    github_job.show(evidence.document, text, os.environ)
    write_text(evidence.path.with_suffix(".md"), text)
    html.render(evidence.document, evidence.path.with_suffix(".html"))


def _written(path: Path | None, make: Callable[[], str]) -> bool:
    return path is None or _attempt(lambda: write_text(path, make()))


def _attempt(work: Callable[[], None]) -> bool:
    try:
        work()
    except Fault as fault:
        say(f"report not written: {fault}", sys.stderr)
        return False
    return True
