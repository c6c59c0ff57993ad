"""ergo 6.x: as 5; tasks may be drafts, and `open` replaced `release`."""

from plugins.blockers.trackers import ergo_5
from plugins.blockers.trackers.ergo_dialect import Dialect, Run


class Ergo6(ergo_5.Ergo5):
    """A draft is open work: it holds a release like any other task."""


def spoken(help_text: str, run: Run) -> Dialect | None:
    """Recognise the dialect: the list speaks JSON, and tasks can be opened."""
    known = "list [--epic <id>] [--ready | --all] [--json]" in help_text and "open <id>" in help_text
    return Ergo6(run) if known else None
