"""The summary and the HTML report beside the evidence, rendered from it and from nothing else."""

import os
import sys

from core.errors import Fault
from core.terminal import say
from plugins.report import ci, html, summary
from plugins.verdict.evidence import Evidence
from plugins.verdict.evidence_file import write_text


def render(evidence: Evidence) -> bool:
    """Write both and say whether both are there; a report that cannot be written takes nothing from the evidence."""
    try:
        text = summary.render(evidence.document)
        ci.show(evidence.document, text, os.environ)
        write_text(evidence.path.with_suffix(".md"), text)
        html.render(evidence.document, evidence.path.with_suffix(".html"))
    except Fault as fault:
        say(f"report not written: {fault}", sys.stderr)
        return False
    return True
