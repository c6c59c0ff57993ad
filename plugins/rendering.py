"""The summary and the HTML report beside the evidence, rendered from it and from nothing else."""

import os
import sys

from facts.errors import Fault
from plugins import ci, html, summary
from plugins.evidence import Evidence
from plugins.evidence_file import write_text
from plugins.terminal import say


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
