"""One cause is one finding, however many lines of a file it is seen on."""

import re
from collections.abc import Collection, Hashable, Iterable
from dataclasses import replace

from core.findings import Finding

_MOST = 4  # other places that a finding names


def once_per_cause(found: Iterable[tuple[Hashable, Finding]]) -> list[Finding]:
    """Return the first finding of each cause; it says in how many places of the files the same is wrong."""
    by_cause: dict[Hashable, list[Finding]] = {}
    for cause, each in found:
        listed = by_cause.setdefault(cause, [])
        if each not in listed:
            listed.append(each)
    return [
        listed[0] if len(listed) == 1 else replace(listed[0], got=f"{listed[0].got}, in {len(listed)} places")
        for listed in by_cause.values()
    ]


def once_per_sentence(found: Iterable[Finding], jobs: Collection[str]) -> list[Finding]:
    """Return one finding for what a rule says of several jobs or lines of a file in the same words, with the other places.

    `jobs` are the names of the jobs: a sentence about another job is the same sentence.
    """
    names = "|".join(re.escape(name) for name in sorted(jobs, key=len, reverse=True))
    job = re.compile(rf"(?<![\w/.-])(?:[\w-]+/)*(?:{names})(?![\w/.-])" if names else "(?!)")
    by_sentence: dict[tuple[str, ...], list[Finding]] = {}
    for each in found:
        sentence = (each.rule, each.path, job.sub("JOB", each.got), job.sub("JOB", each.expected), job.sub("JOB", each.fix))
        listed = by_sentence.setdefault(sentence, [])
        if each not in listed:
            listed.append(each)
    return [listed[0] if len(listed) == 1 else _with_places(listed) for listed in by_sentence.values()]


def _with_places(listed: list[Finding]) -> Finding:
    lines = [each for each in dict.fromkeys(one.line for one in listed) if each != listed[0].line]
    named = ", ".join(map(str, lines[:_MOST]))
    more = f" and {len(lines) - _MOST} more" if len(lines) > _MOST else ""
    said = f"the same in line {named}{more}" if lines else f"the same for {len(listed) - 1} more"
    return replace(listed[0], got=f"{listed[0].got}; {said}")
