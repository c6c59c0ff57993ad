"""A child whose launcher was killed ends itself and every tool that it started."""

import os
import threading
import time

from core.commands import kill_group
from plugins.run.child import end_tools
from plugins.run.run_config import RunConfig

_EVERY = 0.5  # seconds


def watch(run: RunConfig) -> None:
    """Look every half second whether the launcher still waits for us."""
    threading.Thread(target=_watch, args=(run,), daemon=True, name="orphan").start()


def _watch(run: RunConfig) -> None:
    while os.getppid() == run.launcher:
        time.sleep(_EVERY)
    end_tools(run.folder)
    kill_group(os.getpgrp())  # the child leads a group of its own: its workers and itself
