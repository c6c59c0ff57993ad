"""Every regular expression of the suite takes time that grows with the text and not with its square, however the text is made.

A project may hand us any text: a README of 100,000 spaces must not keep a check busy for minutes. Each pattern (of a module, or a
literal in a function) is run on units that it could stumble over, repeated. What is not done at once with 3,000 characters is
given 100,000, and a time that only a quadratic pattern needs; it is the time of the processor, so that a busy machine changes nothing.
"""

import ast
import importlib
import json
import re
import signal
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from types import ModuleType
from typing import NamedTuple

from tests.repository_rules.test_names import FOLDERS, ROOT

UNITS = (
    *"aA0-_ \t\n/.'\"`${([<=#\\*|&@%>",
    *(
        "a-",
        "a/",
        "a ",
        "-a ",
        " -",
        "a\n",
        " \n",
        "\n ",
        "\n- ",
        "- ",
        "# ",
        "${",
        "${{",
        "{{",
        "a {",
        "<a",
        "a=",
        "a,",
        ", ",
        "1.",
        "v1.",
    ),
    *("--a ", "./", "../", "a:", "://", "a@", "(a", "a(", '"a', '"a"', "a\\\n", "[a]", "]("),
)
LIMIT = 250  # times what the plainest pattern takes on this machine: the slowest of ours takes 20, the fastest quadratic one 650
REMEDY = (
    "make it linear: a lookbehind where a run begins, as in (?<![\\w-])[\\w-]+, a possessive a++ or (?>...), [ \\t]* beside another"
    " \\s*, or a bound {1,100}"
)
USES = {"compile", "search", "match", "fullmatch", "sub", "subn", "findall", "finditer", "split"}
RUN = """
import json, os, re, signal, sys, time
units, times = json.loads(sys.stdin.readline())
lengths = (3_000, 3_000, 100_000)  # a short one again: something else may have held the processor
texts = [[unit * (length // len(unit)) + "\\0" for unit in units] for length in lengths]
begin = time.process_time()
for _ in re.finditer("a", "a" * 100_000):
    pass
plain = time.process_time() - begin
for line in sys.stdin:
    number, source, flags, is_bytes, use = json.loads(line)
    run = getattr(re.compile(source.encode("latin-1") if is_bytes else source, flags), use)
    for at in range(len(units)):
        os.write(1, b"%d %d\\n" % (number, at))
        signal.setitimer(signal.ITIMER_VIRTUAL, times * plain)  # the system ends this process when the time is up
        for some in texts:
            text = some[at].encode() if is_bytes else some[at]
            begin = time.process_time()
            found = run(text)
            for _ in found if use == "finditer" else ():
                pass
            if time.process_time() - begin < plain / 5:
                break
"""


class Found(NamedTuple):
    """One pattern, and how it is used: at each place of a text, or at its beginning only."""

    name: str
    source: str | bytes
    flags: int
    use: str = "finditer"


def test_every_pattern_is_linear() -> None:
    """No pattern takes minutes on 100,000 characters, whatever they are."""
    found = patterns()
    assert len(found) > 1_000
    assert [f"{one.name} on {unit!r} repeated: {REMEDY}" for one, unit in slow(found)] == []


def test_a_quadratic_pattern_is_found() -> None:
    """What this test is for: a run that can begin anywhere, two runs side by side, blank lines before a word."""
    bad = {r"\w+=": "a", r"^\s*import": "\n", r"(?:.*/)?\s*\s*x": " ", r"(?P<before>.*?)\d+\.\d+": "0"}
    found = slow([Found(source, source, re.MULTILINE) for source in bad], 20)
    assert [one.name for one, _ in found] == list(bad)
    assert slow([Found("good", r"(?<!\w)\w++=|^[ \t]*import", re.MULTILINE)]) == []


def slow(found: list[Found], limit: int = LIMIT) -> list[tuple[Found, str]]:
    """Return the patterns that do not end in time, each with the first unit that shows it."""
    late: list[tuple[Found, str]] = []
    begin = 0
    while begin < len(found):
        lines = [json.dumps([UNITS, limit])]
        for number, one in enumerate(found[begin:], begin):
            source = one.source.decode("latin-1") if isinstance(one.source, bytes) else one.source
            lines.append(json.dumps([number, source, one.flags, isinstance(one.source, bytes), one.use]))
        with tempfile.TemporaryFile("w+") as said:  # a pipe would wake this process at each line
            child = [sys.executable, "-c", RUN]
            done = subprocess.run(child, input="\n".join(lines), stdout=said, stderr=subprocess.PIPE, text=True, check=False)
            if done.returncode == 0:
                break
            assert done.returncode == -signal.SIGVTALRM, done.stderr
            said.seek(0)
            number, at = map(int, said.read().splitlines()[-1].split())
        late.append((found[number], UNITS[at]))
        begin = number + 1
    return late


def patterns() -> list[Found]:
    """Return every pattern of the suite: what its modules hold, and the literals in its functions."""
    found: dict[tuple[str | bytes, int, str], Found] = {}
    for path in (path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))):
        if re.search(r"\bre\.", text := path.read_text("utf-8")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            tree = ast.parse(text)
            for one in (*_held(importlib.import_module(name), tree), *_literals(name, tree)):
                found.setdefault((one.source, one.flags, one.use), one)
    return list(found.values())


def _held(module: ModuleType, tree: ast.Module) -> Iterator[Found]:
    """Yield the patterns that a module holds; one that others may use can be asked anywhere."""
    nodes = list(ast.walk(tree))
    called = {
        id(node.func.value): node.func.attr
        for node in nodes
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    uses: dict[str, set[str]] = defaultdict(set)
    for node in nodes:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            uses[node.id].add(called.get(id(node), ""))
    for name, value in vars(module).items():
        for pattern in _inside(value):
            use = _use(uses[name] if pattern is value and name.startswith("_") else set())
            yield Found(f"{module.__name__}.{name}", pattern.pattern, pattern.flags, use)


def _inside(value: object, depth: int = 0) -> Iterator[re.Pattern[str] | re.Pattern[bytes]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 3 and isinstance(value, dict):
        for pair in value.items():
            yield from _inside(pair, depth + 1)
    elif depth < 3 and isinstance(value, (tuple, list, set, frozenset)):
        for one in value:
            yield from _inside(one, depth + 1)


def _use(uses: set[str]) -> str:
    """Return `match` or `fullmatch` for a pattern that is only asked at the beginning of a text, and `finditer` else."""
    if uses and uses <= {"match", "fullmatch"}:
        return "match" if "match" in uses else "fullmatch"
    return "finditer"


def _literals(module: str, tree: ast.Module) -> Iterator[Found]:
    """Yield the literals that functions and classes give to `re`."""
    for node in (node for part in tree.body if isinstance(part, (ast.FunctionDef, ast.ClassDef)) for node in ast.walk(part)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and node.func.attr in USES
            and (source := _text(node.args[0])) is not None
        ):
            stated = next((word.value for word in node.keywords if word.arg == "flags"), node.args[-1])
            said = re.findall(r"\bre\.([A-Z]+)\b", ast.unparse(stated))
            flags = re.compile(source, sum(getattr(re, flag) for flag in said)).flags
            use = _use({node.func.attr} - {"compile"})
            yield Found(f"{module}:{node.lineno}", source, flags, use)


def _text(node: ast.expr) -> str | bytes | None:
    """Return a pattern as it is written; what is put into it is a letter."""
    if isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes)):
        return node.value
    if isinstance(node, ast.JoinedStr):
        text = "".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values)
        try:
            re.compile(text)
        except re.error:
            return None
        return text
    return None
