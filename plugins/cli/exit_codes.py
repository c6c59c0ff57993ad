"""Every way in which a run can break off has its exit status and its sentence: a traceback's status 1 would read as blocked."""

import errno
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import pytest

from core import terminal
from core.errors import Fault, Refused

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EMFILE)
_ASKED_TO_END = (signal.SIGTERM, signal.SIGHUP)


def guarded(run: Callable[[], int | None]) -> int | None:
    """Return what the run returns; 4 where it is refused, 2 where it is interrupted, 101 where it breaks."""
    terminal.take_anything()
    try:
        with _ending_on_request():
            return run()
    except Refused as refused:
        return _said(f"refused: {refused}", int(pytest.ExitCode.USAGE_ERROR))
    except Fault as fault:
        return _said(f"could not run: {fault}", 101)
    except KeyboardInterrupt:
        return _said("interrupted; finished checks are in the evidence: run the same command again with --resume", 2)
    except Exception as error:  # whatever it is, it is no verdict
        if isinstance(error, OSError) and error.errno in _NO_ROOM:
            return _said(
                f"could not run: got {error}, expected free space for what a run writes; free some space and run again", 101
            )
        traceback.print_exc()
        return _said(
            f"internal error: got {type(error).__name__}: {error}, expected a complete run; see the traceback above", 101
        )


def _said(sentence: str, status: int) -> int:
    terminal.say(f"release verification {sentence}", sys.stderr)
    return status


@contextmanager
def _ending_on_request() -> Iterator[None]:
    """Let SIGTERM and SIGHUP end a run as Ctrl-C does, also before its child works and after; who ignores them goes on."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = {number: handler for number in _ASKED_TO_END if (handler := signal.getsignal(number)) is not signal.SIG_IGN}
    for number in before:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
