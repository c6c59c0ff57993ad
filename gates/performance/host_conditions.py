"""Under which conditions was measured: who reads the figures later must be able to doubt them."""

import os
import platform
from pathlib import Path

import msgspec

_CPUINFO = Path("/proc/cpuinfo")
_GOVERNOR = Path("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")
_UNREADABLE = "not readable on this host"


class Conditions(msgspec.Struct, frozen=True):
    """The host and what changed."""

    processor: str
    cores: int
    governor: str
    system: str
    load: float
    base: str
    candidate: str
    changed: tuple[str, ...]  # paths that differ between base and candidate
    programs: dict[str, str] = {}  # digest of every program that was run, by side and path


def read(base: str, candidate: str, changed: tuple[str, ...], programs: dict[str, str]) -> Conditions:
    """Look at the host."""
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    return Conditions(processor(), os.cpu_count() or 0, governor(), system, load(), base, candidate, changed, programs)


def load() -> float:
    """Return how many processes wanted to run in the last minute, on average."""
    return round(os.getloadavg()[0], 2)


def governor() -> str:
    """Return the power mode."""
    return _first_line(_GOVERNOR) or _UNREADABLE


def processor() -> str:
    """Return the processor's model."""
    if not _CPUINFO.is_file():
        return platform.processor() or _UNREADABLE
    lines = _CPUINFO.read_text("utf-8", "replace").splitlines()
    models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(models, platform.machine())


def _first_line(path: Path) -> str:
    try:
        return path.read_text("utf-8").strip().partition("\n")[0]
    except OSError:
        return ""  # most virtual machines have none; said as not readable
