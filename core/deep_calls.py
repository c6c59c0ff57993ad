"""Calls that go deeper than the interpreter lets them: syntax trees are as deep as their longest sum is long."""

import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from core.errors import Undecided

_T = TypeVar("_T")
_CALLS, _STACK = 100_000, 512 << 20  # bytes, of which the system gives what is used
_ONE_AT_A_TIME = threading.Lock()  # both limits are those of the whole process


def deeply(work: Callable[[], _T], what: str) -> _T:
    """Return what `work` returns, run in a thread with a deep stack; raise Undecided where that is not enough for `what`."""
    with _ONE_AT_A_TIME:
        calls, stack = sys.getrecursionlimit(), threading.stack_size(_STACK)
        sys.setrecursionlimit(_CALLS)
        try:
            with ThreadPoolExecutor(1) as pool:
                return pool.submit(work).result()
        except RecursionError as error:
            raise Undecided(
                got=f"{what} is nested deeper than {_CALLS} calls",
                expected="code that can be read to its end",
                advice="shorten its longest expression",
            ) from error
        finally:
            threading.stack_size(stack)
            sys.setrecursionlimit(calls)
