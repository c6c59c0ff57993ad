"""Lines that went along with the version from one tag to the next, whatever file they stand in and however they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from facts.text.versions_in_text import Mention
from facts.vcs.git import Checkout

# Lists of what other packages are, and what only tells of the past.
_APART = re.compile(
    r"(^|/)([\w.-]*\.lock|[\w.-]*lock\.(json|ya?ml)|npm-shrinkwrap\.json|go\.(mod|sum)|node_modules/.*|vendor/.*|third_party/.*|"
    r"(tests?|fixtures?|testdata|snapshots?|__snapshots__)/.*)$"
)


def followed(checkout: Checkout, before: str, base: str) -> tuple[tuple[str, str, str], ...]:
    """Return file, line at the first tag, line at the second, of each line in which nothing changed but the version.

    `before` and `base` are tags; a tag that is not there, or not of this history, has no such lines.
    """
    older, old = version_of(before), version_of(base)
    if not older or not old or older == old:
        return ()
    wanted = f"{re.escape(older)}|{re.escape(old)}"
    answer = checkout.git(
        "-c",
        "core.quotePath=false",
        "diff",
        "-U0",
        "--no-color",
        "--no-ext-diff",
        "--no-textconv",
        "--src-prefix=a/",
        "--dst-prefix=b/",
        "--no-renames",
        "-G",
        wanted,
        before,
        base,
        "--",
        ".",
        expect=None,
    )
    return tuple(_pairs(answer.text, older, old)) if answer.status == 0 else ()


def version_of(tag: str) -> str:
    """Return the version in a tag; nothing where there is none."""
    found = re.search(r"(?<!\d)\d+(?:\.\d+)+.*$", tag)
    return found[0] if found else ""


def previous(checkout: Checkout, base: str) -> str:
    """Return the tag before another in its history, of the same spelling; nothing where there is none."""
    spelling = re.sub(r"\d.*$", "", base)
    answer = checkout.git("describe", "--tags", "--abbrev=0", "--match", f"{spelling}[0-9]*", f"{base}^", expect=None)
    return answer.text.strip() if answer.status == 0 else ""


def left_behind(checkout: Checkout, before: str, base: str, new: str) -> Iterator[Mention]:
    """Yield each line that went along from `before` to `base` and still states the version of `base`."""
    old = version_of(base)
    texts: dict[str, dict[str, int]] = {}
    for path, _, line in followed(checkout, before, base):
        if path not in texts:
            texts[path] = _lines(checkout, path)
        if line in texts[path] and line.replace(old, new) not in texts[path]:
            yield Mention(path, texts[path][line], line.strip())


def _lines(checkout: Checkout, path: str) -> dict[str, int]:
    """Return the lines of a file, each with its first number."""
    file = checkout.path / path
    text = file.read_text(encoding="utf-8", errors="replace") if file.is_file() and not file.is_symlink() else ""
    lines = text.splitlines()
    return {line: number for number, line in reversed(list(enumerate(lines, 1)))}


def _pairs(diff: str, older: str, old: str) -> Iterator[tuple[str, str, str]]:
    """Yield the lines of a diff that differ in the version alone, taken hunk by hunk."""
    path = ""
    gone: list[str] = []
    came: list[str] = []

    def matched() -> Iterator[tuple[str, str, str]]:
        for line in gone:
            after = _moved(line, older, old)
            if after in came and path and not _APART.search(path):
                yield path, line, after

    inside = False
    for line in diff.splitlines():
        if line.startswith(("diff --git", "@@")):
            yield from matched()
            gone, came = [], []
            inside = line.startswith("@@")
        if line.startswith("+++ ") and not inside:
            path = line[6:].rstrip("\t") if line.startswith("+++ b/") else ""
        elif line.startswith("-") and inside:
            gone.append(line[1:])
        elif line.startswith("+"):
            came.append(line[1:])
    yield from matched()


def _moved(line: str, older: str, old: str) -> str:
    """Return the line with the version moved on; the line itself where it does not state the older one as a whole."""
    whole = rf"(?<![\d.]){re.escape(older)}(?![\d]|\.\d|-[0-9A-Za-z])"
    after = re.sub(whole, old, line)
    return after if after != line else "\0"
