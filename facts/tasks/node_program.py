"""A Node program as shell: every command that it starts with constants, where it starts it.

There is no parser of JavaScript here: calls of `child_process`, execa and zx are read as far as their words are
written out; what decides whether one is reached is not.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from facts.tasks.task import Task, placed, quoted

_CALL = re.compile(
    r"\b(execSync|execFileSync|spawnSync|execFile|spawn|exec|execa|execaSync|execaCommand|execaCommandSync)\s*\(\s*"
)
_TAGGED = re.compile(
    r"(\bawait\s+(?:nothrow\()?|\breturn\s+|^[^\S\n]*)\$(\([^)]*\)|\.\w+)?`([^`]*)`(\s*\.(?:nothrow|quiet)\(\))*", re.M
)
_TEXT = re.compile(r"""'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|`((?:[^`\\]|\\.)*)`""", re.S)
_FROM_BESIDE = re.compile(
    r"import\s*\{([^{}]*)\}\s*from\s*['\"](\.[^'\"]+)['\"]|\{([^{}]*)\}\s*=\s*require\(\s*['\"](\.[^'\"]+)['\"]\s*\)"
)
_TAKEN_IN = re.compile(r"\.\.\.\s*(\(|[A-Za-z_$][\w$.]*)")
_QUOTED_FLAG = re.compile(r"""['"`](--?[A-Za-z][\w-]*)""")
_OF_RELEASES = re.compile(r"\b(createRelease|updateRelease|uploadReleaseAsset|createRef)\s*\(")
_PASSES_ON = re.compile(
    r"\bthrow\b|process\.exit\(\s*[^0)\s]|exitCode\s*=|setFailed|\breject\(|failed?\s*(=|\+\+|\+=|\.push)|errors?\.push|ok\s*="
)
_HELPER = re.compile(
    r"\b(?:const|let|var)\s+(\w+)\s*=\s*(?:async\s*)?(?:\(([^()]*)\)|(\w+))\s*(?::[^=\n]*)?=>\s*(\{)?"
    r"|\bfunction\s+(\w+)\s*\(([^()]*)\)[^{\n]*(\{)"
)
# What every checkout answers.
_OF_THE_CHECKOUT = re.compile(r"git rev-parse( --(short(=\d+)?|verify|abbrev-ref))* HEAD")
_UNSEEN = frozenset({"spawnSync", "spawn", "exec", "execFile"})


@dataclass(frozen=True, slots=True)
class _Helper:
    """A function of the program that starts what it is given: `before` stands before its words, `starts` does it.

    `answers` where it returns something, which its caller may look at.
    """

    begin: int
    end: int
    before: str
    starts: str
    forgives: bool
    answers: bool
    spreads: bool = False  # where it is given the words one by one


def imported(text: str) -> dict[str, str]:
    """Return what a program takes from files beside it and calls by a name of `child_process`, each with the file as written."""
    return {
        name.strip(): found[2] or found[4] or ""
        for found in _FROM_BESIDE.finditer(text)
        for name in (found[1] or found[3] or "").split(",")
        if name.strip() in _UNSEEN
    }


def hands_failures_on(text: str, name: str) -> bool:
    """Whether a function of a program ends with a failure where the command that it starts fails."""
    found = re.search(rf"\bfunction\s+{name}\s*\([^()]*\)[^{{\n]*\{{", text)
    body = text[found.end() : _closing(text, found.end())] if found else ""
    return (
        re.search(r"\b(?:code|status|exitCode|err|error)\b", body) is not None
        and re.search(r"\breject\(|\bthrow\b", body) is not None
    )


def program(text: str, rejecting: Collection[str] = ()) -> Task:
    """Return the program as one task; `rejecting` are functions that it takes from elsewhere and that end with a failure."""
    lines: dict[int, str] = {}
    plain = re.sub(r"/\*.*?\*/", lambda found: re.sub(r"[^\n]", " ", found[0]), text, flags=re.S)
    plain = re.sub(r"(^|\s)//[^\n]*", r"\1", plain)
    caught = tuple(_caught(plain))
    helpers = dict(_helpers(plain, caught))
    called = rf"|(?<![.\w])(?<!function )({'|'.join(map(re.escape, helpers))})\s*\(\s*" if helpers else "|(?!)()"
    for found in re.finditer(_CALL.pattern + called, plain):
        helper = helpers.get(found[2] or "")
        if any(each.begin < found.start() < each.end for each in helpers.values()):
            continue  # the helper itself, which is read where it is called
        read = _spread if helper is not None and helper.spreads else _command
        if command := read(plain, found.end(), helper.before if helper else ""):
            starts = helper.starts if helper else found[1]
            seen = (
                starts not in _UNSEEN
                or (starts in rejecting and re.search(r"\b(?:await|return)\s+$", plain[: found.start()]) is not None)
                or plain[: found.start()].endswith("exec.")
                or _hands_its_failure_on(plain, found.end())
                or re.search(r"\.status\b|exitCode|'(close|exit)'|\"(close|exit)\"|promisify|error", plain)
                or _OF_THE_CHECKOUT.fullmatch(command)
            )
            bare = re.search(r"(?:^|[;{}\n])[^\S\n]*(?:await\s+)?$", plain[: found.start()])
            forgiven = helper is not None and helper.forgives and (bare is not None or not helper.answers)
            forgiven = forgiven or any(begin < found.start() < end for begin, end in caught)
            forgiven = forgiven or _is_forgiven(plain, found.end())
            if helper is None and (place := _folder(plain[found.end() : _closing(plain, found.end(), "()")])):
                command = f"(cd {place}; {command})"
            _add(lines, plain, found.start(), command if seen and not forgiven else f"{command} || true")
    for found in _TAGGED.finditer(plain):
        forgiven = "nothrow" in found[0].replace(found[3], "") or any(begin < found.start() < end for begin, end in caught)
        forgiven = forgiven or (re.match(r"\s*\.catch\(", plain[found.end() :]) is not None and _is_forgiven(plain, found.end()))
        _add(lines, plain, found.start(), _inner(found[3]) + (" || true" if forgiven else ""))
    for found in _OF_RELEASES.finditer(plain):
        given = re.split(r"\n[^\S\n]*(?:\}\s*)?\)|\}\s*\)", plain[found.end() : found.end() + 2000], maxsplit=1)[0]
        if command := _request(found[1], given):
            _add(lines, plain, found.start(), command)
    return Task("", 1, placed(lines, text.count("\n") + 1))


def _helpers(text: str, caught: tuple[tuple[int, int], ...]) -> Iterator[tuple[str, _Helper]]:
    """Yield the functions of the program that hand their first parameter to what starts commands."""
    for found in _HELPER.finditer(text):
        name, given = (found[1], found[2] or found[3] or "") if found[1] else (found[5], found[6])
        first = given.split(",")[0].split("=")[0].split(":")[0].strip()
        brace = found[4] or found[7]
        end = _closing(text, found.end()) if brace else _end_of_line(text, found.end())
        body = text[found.end() : end]
        for call in _CALL.finditer(body):
            rest = body[call.end() :]
            before = ""
            if (said := _TEXT.match(rest)) and re.match(
                r"\s*,\s*\[?\s*(?:\.\.\.)?" + re.escape(first.lstrip(".")) + r"\b", rest[said.end() :]
            ):
                before = _inner(next(part for part in said.groups() if part is not None))
            elif not (first and re.match(re.escape(first) + r"\s*[,)]", rest)):
                continue
            inside = any(begin < found.end() + call.start() < until for begin, until in caught)
            answers = bool(re.search(r"\breturn\s+[^;\n}]", body))
            yield name, _Helper(found.end() - 1, end, before, call[1], inside, answers, bool(re.search(r",\s*\.\.\.\w", given)))
            break


def _end_of_line(text: str, at: int) -> int:
    """Return where an expression ends that begins here: at the end of its line, or of the line that closes it."""
    depth = 0
    while at < len(text) and not (depth <= 0 and text[at] in ";\n"):
        depth += {"(": 1, "{": 1, "[": 1, ")": -1, "}": -1, "]": -1}.get(text[at], 0)
        at += 1
    return at


def _caught(text: str) -> Iterator[tuple[int, int]]:
    """Yield where blocks begin and end whose failure is caught and goes nowhere."""
    for found in re.finditer(r"\btry\s*\{", text):
        end = _closing(text, found.end())
        after = re.match(r"\s*catch\s*(?:\([^)]*\))?\s*\{", text[end:])
        if after:
            start = end + after.end()
            if not _PASSES_ON.search(text[start : _closing(text, start)]):
                yield found.end(), end


def _closing(text: str, at: int, pair: str = "{}") -> int:
    """Return the place behind the brace that closes a block which begins there."""
    depth = 1
    while at < len(text) and depth:
        depth += {pair[0]: 1, pair[1]: -1}.get(text[at], 0)
        at += 1
    return at


def _hands_its_failure_on(text: str, at: int) -> bool:
    """Whether the function that a call is given for its end does something about a failure."""
    given = text[at : _closing(text, at, "()")]
    found = re.search(r"(?:\(\s*|,\s*|function\s*\w*\(\s*)(?:e|err|error)\b[^=>)]*\)?\s*(?:=>|\{)(.*)", given, re.S)
    return found is not None and bool(_PASSES_ON.search(found[1]))


def _is_forgiven(text: str, at: int) -> bool:
    """Whether the promise of a call is given a handler that does nothing about its failure."""
    found = re.match(r"[^;\n]*?\)\s*\.catch\(([^;\n]*)", text[at:])
    return found is not None and not _PASSES_ON.search(found[1])


def _folder(given: str) -> str:
    """Return the folder that a call is told to start its command in; the root of the checkout is none."""
    found = re.search(r"[{,]\s*cwd\s*(?::\s*([^,}\n]+))?(?=[,}\n])", given)
    said = (found[1] or "cwd").strip() if found else ""
    if not said or re.search(r"root|cwd\(\)|__dirname|workspace\b", said, re.IGNORECASE):
        return ""
    text = _TEXT.fullmatch(said)
    plain = next((part for part in text.groups() if part is not None), "") if text else ""
    return quoted(plain) if plain and "$" not in plain else "$js_folder"


def _request(method: str, given: str) -> str:
    """Return a call of GitHub's client as the request that it makes."""
    draft = re.search(r"\bdraft\s*:\s*(true|false)", given)
    address = "https://api.github.com/repos/o/r"
    if method == "createRelease":
        return f"curl -f -X POST -d draft={draft[1] if draft else 'false'} {address}/releases"
    if method == "updateRelease":
        return f"curl -f -X PATCH -d draft=false {address}/releases/1" if draft and draft[1] == "false" else ""
    if method == "uploadReleaseAsset":
        return "curl -f -X POST -T file https://uploads.github.com/repos/o/r/releases/1/assets"
    return f"curl -f -X POST -d ref=tag {address}/git/refs" if "refs/tags/" in given else ""


def _add(lines: dict[int, str], text: str, at: int, command: str) -> None:
    number = text[:at].count("\n") + 1
    lines[number] = f"{lines[number]}; {command}" if number in lines else command


def _command(text: str, at: int, before: str = "") -> str:
    if before:
        end = re.search(r"\)", text[at : at + 2000])
        given = text[at : at + end.start()] if end else ""
        return " ".join([before, *_words(given.strip().removeprefix("[").rstrip("] "), text)])
    first = _TEXT.match(text, at)
    if not first:
        return ""
    said = _inner(next(part for part in first.groups() if part is not None))
    rest = text[first.end() : first.end() + 2000]
    listed = re.match(r"\s*,\s*\[", rest)
    if not listed:
        return said.replace("\n", " ")
    last = _closing(rest, listed.end(), "[]")
    if rest[last - 1 : last] != "]":  # a bracket in a text
        last = rest.find("]", listed.end()) + 1
    return " ".join([said, *_words(rest[listed.end() : last - 1], text)]) if last else said.replace("\n", " ")


def _spread(text: str, at: int, before: str = "") -> str:
    """Return the command of a helper that is given its words one by one."""
    end = _closing(text, at, "()") - 1
    return " ".join([*([before] if before else []), *(word.strip("'") for word in _words(text[at:end]))])


def _words(listed: str, text: str = "") -> Iterator[str]:
    """Yield the words of a list; what is computed becomes a word that is not known.

    A list that is taken in, whose words depend on the run, becomes words that may be there, behind all others: `${js:+--tag}`.
    """
    taken: list[str] = []
    while found := _TAKEN_IN.search(listed):
        end = _closing(listed, found.end(), "()") if found[1] == "(" else found.end()
        taken.append(listed[found.end() : end] if found[1] == "(" else text)
        listed = listed[: found.start()] + listed[end:].lstrip().removeprefix(",")
    yield from _plain_words(listed)
    for said in taken:
        flags = dict.fromkeys(word[1] for word in _QUOTED_FLAG.finditer(said))
        yield f"${{js:+{' '.join(flags)}}}" if flags else "$js"


def _plain_words(listed: str) -> Iterator[str]:
    for item in listed.split(","):
        chosen = re.search(r"[^?]\?[^?.]", _TEXT.sub("", item)) is not None  # one word or another
        found = None if chosen else _TEXT.search(item)
        word = quoted(_inner(next(p for p in found.groups() if p is not None))) if found else ("$js" if item.strip() else "")
        if word:
            yield word


def _inner(text: str) -> str:
    return re.sub(r"\$\{[^{}]*\}", "${js}", text).replace("\\\n", " ").replace("\n", " ")
