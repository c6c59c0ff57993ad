"""What brook's operations cost, counted and not timed: the same figures on every run of the same code.

The interpreter counts the bytecode instructions that brook executes; one counts as 50 ns. What no instruction
shows, waiting and work below Python, counts where every message does it in every one of several rounds: a wait as
1 ms, the processor's time in whole steps of 2 ms. A figure moves only when the code does, so that 15 % can be told
from noise on any machine.
"""

import argparse
import json
import resource
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

import brook  # noqa: E402

MS_PER_INSTRUCTION = 0.00005
MS_PER_WAIT, MS_PER_STEP = 1.0, 2.0
ROUNDS = 5
WRITERS = 4
_SOURCE = str(Path(brook.__file__).parent)


def count(work: Callable[[], None]) -> int:
    """How many bytecode instructions of brook some work executes."""
    counted = 0

    def trace(frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal counted
        if not frame.f_code.co_filename.startswith(_SOURCE):
            return None
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        counted += event == "opcode"
        return trace

    previous = sys.gettrace()
    sys._getframe().f_trace_opcodes = True  # Python 3.12 looks for this before it lets any frame count
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(previous)
    if not counted:
        raise RuntimeError("this interpreter counts nothing")
    return counted


def unseen(work: Callable[[], None], messages: int) -> float:
    """The milliseconds a message that no instruction shows, at least so many in every round."""
    waits, steps = [], []
    for _ in range(ROUNDS):
        before = resource.getrusage(resource.RUSAGE_SELF)
        work()
        after = resource.getrusage(resource.RUSAGE_SELF)
        waits.append((after.ru_nvcsw - before.ru_nvcsw) // messages)
        busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        steps.append(int(busy * 1000 / MS_PER_STEP / messages))
    return min(waits) * MS_PER_WAIT + min(steps) * MS_PER_STEP


def append(home: Path, messages: int, payload: str) -> Callable[[], None]:
    """One writer."""
    pool = brook.Pool(home, "append")
    return lambda: [pool.append(payload) for _ in range(messages)].clear()


def multi_writer(home: Path, messages: int, payload: str) -> Callable[[], None]:
    """Four writers in turns: they do not wait for one another."""
    pools = [brook.Pool(home, "shared") for _ in range(WRITERS)]
    return lambda: [pools[n % WRITERS].append(payload) for n in range(messages)].clear()


def get_scan(home: Path, messages: int, payload: str) -> Callable[[], None]:
    """Every message by number, found by a scan."""
    pool = brook.Pool(home, "scanned")
    for _ in range(messages):
        pool.append(payload)
    return lambda: [pool.get(n + 1) for n in range(messages)].clear()


SCENARIOS = {"append": append, "multi_writer": multi_writer, "get_scan": get_scan}


def measure(name: str, messages: int, size: int) -> dict[str, Any]:
    """The figures of one scenario."""
    with tempfile.TemporaryDirectory() as home:
        count(SCENARIOS[name](Path(home, "warm"), 2, "x" * size))
        instructions = count(SCENARIOS[name](Path(home, "counted"), messages, "x" * size))
        more = unseen(SCENARIOS[name](Path(home, "unseen"), messages, "x" * size), messages)
    ms_per_msg = instructions * MS_PER_INSTRUCTION / messages + more
    return {
        "bench": name,
        "payload_bytes": size,
        "messages": messages,
        "writers": WRITERS if name == "multi_writer" else 1,
        "instructions": instructions,
        "ms_per_msg": round(ms_per_msg, 6),
        "msgs_per_sec": round(1000 / ms_per_msg, 3),
    }


def main() -> int:
    """Print the figures as JSON or as a table."""
    parser = argparse.ArgumentParser(prog="brook-bench", description=__doc__)
    parser.add_argument("--messages", type=int, default=60)
    parser.add_argument("--payload-bytes", type=int, nargs="+", default=[16, 1024])
    parser.add_argument("--format", choices=("json", "table"), default="table")
    options = parser.parse_args()
    results = [measure(name, options.messages, size) for name in SCENARIOS for size in options.payload_bytes]
    if options.format == "json":
        print(json.dumps({"version": brook.__version__, "results": results}, indent=2))
    else:
        for row in results:
            print(f"{row['bench']:>14} {row['payload_bytes']:>6} B  {row['ms_per_msg']:.6f} ms/msg")
    return 0


if __name__ == "__main__":
    sys.exit(main())
