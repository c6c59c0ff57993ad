"""`python -m plugins.reader FILE` prints the verdict that follows from the records of an evidence file."""

import signal
import sys

from plugins.verdict.reader import main

if __name__ == "__main__":
    signal.signal(
        getattr(signal, "SIGPIPE", signal.SIGINT), signal.SIG_DFL
    )  # status 1 for a pipe that was closed would be a verdict
    sys.exit(main())
