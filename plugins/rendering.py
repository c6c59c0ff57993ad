"""The summary and the HTML report beside the evidence, rendered from it and from nothing else."""

from plugins.evidence import Evidence


def render(evidence: Evidence) -> None:
    """Write both; they show what the evidence says."""
