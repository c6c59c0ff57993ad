"""ergo 5.x: as 4.2; a task may end as `failed`, which is finished for ergo and open for a release."""

from plugins.blockers.trackers import ergo_4_2
from plugins.blockers.trackers.ergo_dialect import Dialect, Run


class Ergo5(ergo_4_2.Ergo42):
    """Nothing that filing uses has changed; a command may exit 1 after the store changed, which filing expects."""


def spoken(help_text: str, run: Run) -> Dialect | None:
    """Recognise the dialect: `fail` came, `open` is not there yet."""
    known = ergo_4_2.spoken(help_text, run)
    return Ergo5(run) if known and "fail <id>" in help_text else None
