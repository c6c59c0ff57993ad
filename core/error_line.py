"""The line of a program's output that says why it ended."""

import re

_ERROR = re.compile(r"^\s*(?:\w*(?:Error|Exception|SystemExit)\b.*:|error\b.*:|fatal:|Uncaught)", re.I)
_FAREWELL = re.compile(r"^Node\.js v[\d.]+$|^note: |^hint: |^npm (?:ERR!|error) (?:A complete log|/)|^warning: ", re.I)


def last_words(output: str) -> str:
    """Return the last line that names an error, else the last that is no farewell, else that there was none."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    said = [line for line in lines if not _FAREWELL.match(line)] or lines
    errors = [line for line in said if _ERROR.match(line)]
    return (errors or said or ["no output"])[-1][:300]
