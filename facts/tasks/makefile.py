"""Targets of a Makefile as shell: what they need first, their recipe lines, and the conditionals around these.

Every recipe line has a shell of its own: a failure in its middle is lost, a failure at its end ends make, unless the
line begins with `-`. `.SHELLFLAGS` and `.ONESHELL` change both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from facts.tasks.task import Task

NAMES = ("GNUmakefile", "makefile", "Makefile")
_ASSIGN = re.compile(r"^\s*(?:export\s+|override\s+)*([A-Za-z_]\w*)\s*(:=|::=|\?=|\+=|=)\s*(.*)$")
_RULE = re.compile(r"^([^\s:#=][^:#=]*?)\s*::?(?!=)\s*(.*)$")
_REFERENCE = re.compile(r"\$(?:\(([A-Za-z_]\w*)\)|\{([A-Za-z_]\w*)\})")
_CONDITION = re.compile(r"^\s*(ifeq|ifneq|ifdef|ifndef)\s+(.*)$")
_SIGNS = re.compile(r"^[@+-]*")


def tasks(text: str) -> tuple[Task, ...]:
    """Return every target; the first one also under the empty name, which `make` alone runs."""
    lines = text.splitlines()
    values = dict(_values(lines))
    flags = values.get(".SHELLFLAGS", "")
    whole = any(line.startswith(".ONESHELL") for line in lines)
    found: dict[str, Task] = {}
    for names, needs, number, recipe in _rules(lines):
        body, errexit = _body(recipe, values, flags, whole)
        for name in names:
            task = Task(name, number, f"{_needed(needs, values)}\n{body}", errexit, "pipefail" in flags)
            known = found.get(name)
            found[name] = task if known is None or len(recipe) else Task(name, known.line, _joined(task, known), known.errexit)
    first = next((task for name, task in found.items() if not name.startswith(".") and "%" not in name), None)
    return (*found.values(), *([Task("", first.line, first.body, first.errexit, first.pipefail)] if first else []))


@dataclass(frozen=True, slots=True)
class Target:
    """One rule of a target: what it needs first, without what only comes before it, and whether it has commands of its own."""

    line: int
    needs: tuple[str, ...]
    always: bool  # two colons and nothing that it needs
    recipe: bool


def targets(text: str, name: str) -> tuple[Target, ...]:
    """Return the rules that a file has for a target of this name."""
    lines = text.splitlines()
    values = dict(_values(lines))
    found = []
    for names, needs, number, recipe in _rules(lines):
        if name in (part for each in names for part in _expanded(each, values).split()):
            first = needs[: needs.index("|")] if "|" in needs else needs
            doubled = re.match(r"[^:]*::(?!=)", lines[number - 1]) is not None
            found.append(Target(number, tuple(first), doubled and not first, any(line.strip() for line in recipe)))
    return tuple(found)


def phony(text: str) -> frozenset[str]:
    """Return the names that a file declares to be no files; what it computes stays as it is written, with `$` in it."""
    lines = text.replace("\\\n", " ").splitlines()
    values = dict(_values(lines))
    said = [line.partition(":")[2].split("#")[0] for line in lines if re.match(r"\s*\.PHONY\s*:", line)]
    return frozenset(name for each in said for name in _expanded(each, values).split())


def _joined(more: Task, known: Task) -> str:
    head, _, rest = known.body.partition("\n")
    return f"{more.body.partition(chr(10))[0]} {head}\n{rest}"


def _values(lines: list[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        if line.startswith(".SHELLFLAGS"):
            yield ".SHELLFLAGS", line.partition("=")[2].strip()
        elif not line.startswith("\t") and (found := _ASSIGN.match(line)) and found[2] in ("=", ":=", "::="):
            yield found[1], found[3].split(" #")[0].strip()


def _rules(lines: list[str]) -> Iterator[tuple[list[str], list[str], int, list[str]]]:
    number = 0
    while number < len(lines):
        head, start = lines[number], number
        while head.endswith("\\") and number + 1 < len(lines):
            number += 1
            head = head[:-1] + " " + lines[number].strip()
        number += 1
        found = None if head.startswith("\t") or _ASSIGN.match(head) else _RULE.match(head)
        if not found:
            continue
        needs, _, inline = found[2].partition(";")
        begin, recipe = number, []
        while number < len(lines) and (lines[number].startswith("\t") or not lines[number].strip() or _is_inner(lines, number)):
            recipe.append(lines[number])
            number += 1
        names = [name for name in found[1].split() if name]
        if names and names[0] not in (".PHONY", ".SHELLFLAGS", ".ONESHELL", ".SUFFIXES", ".DEFAULT_GOAL"):
            padding = begin - start - 1
            yield (
                names,
                needs.split("#")[0].split(),
                start + 1,
                [*[""] * padding, *([inline.strip()] if inline.strip() else []), *recipe],
            )


def _is_inner(lines: list[str], number: int) -> bool:
    # A conditional between recipe lines belongs to the recipe when a recipe line follows before the next rule.
    if not re.match(r"\s*(ifeq|ifneq|ifdef|ifndef|else|endif)\b", lines[number]):
        return lines[number].startswith("#")
    if lines[number].lstrip().startswith(("endif", "else")):
        depth = 0
        for line in reversed(lines[:number]):
            if re.match(r"\s*endif\b", line):
                depth += 1
            elif re.match(r"\s*if(eq|neq|def|ndef)\b", line):
                if depth == 0:
                    return True
                depth -= 1
            elif not line.startswith("\t") and _RULE.match(line) and not _ASSIGN.match(line):
                return False
        return False
    return any(line.startswith("\t") for line in lines[number + 1 : number + 2])


def _needed(needs: list[str], values: dict[str, str]) -> str:
    names = [_expanded(name, values) for name in needs if name != "|"]
    return "; ".join(f"make {name}" for part in names for name in part.split() if re.fullmatch(r"[\w./-]+", name))


def _body(recipe: list[str], values: dict[str, str], flags: str, whole: bool) -> tuple[str, bool]:
    strict = "e" in "".join(word for word in flags.split() if word.startswith("-") and not word.startswith("--"))
    if whole:
        return "\n".join(_expanded(_SIGNS.sub("", line.strip()), values) for line in recipe), strict
    return "\n".join(_lines(recipe, values, strict)), True


def _lines(recipe: list[str], values: dict[str, str], strict: bool) -> Iterator[str]:
    held: list[str] = []
    forgiven = False
    for line in recipe:
        text = line.strip()
        if not held and (said := _conditional(text, values)) is not None:
            yield said
            continue
        if not held:
            signs = (_SIGNS.match(text) or [""])[0]
            forgiven = "-" in signs
            text = text[len(signs) :]
        held.append(text)
        if text.endswith("\\"):
            continue
        yield from _command(held, values, strict, forgiven)
        held = []
    if held:
        yield from _command([*held[:-1], held[-1].rstrip("\\")], values, strict, forgiven)


def _command(held: list[str], values: dict[str, str], strict: bool, forgiven: bool) -> Iterator[str]:
    lines = [_expanded(text, values) for text in held]
    if not any(line.strip(" \\") for line in lines) or lines[0].startswith("#"):
        yield from ("" for _ in lines)
        return
    if not strict and any(re.search(r"(?<!\\);(?!;)", line) for line in lines):
        lines[0] = f"(set +e; {lines[0]}"
        ended = re.sub(r"(?<!\\);+$", "", lines[-1])
        lines[-1] = f"{ended})"
    if forgiven:
        lines[-1] += " || true"
    yield from lines


def _conditional(text: str, values: dict[str, str]) -> str | None:
    if found := _CONDITION.match(text):
        kind, rest = found[1], found[2].strip()
        if kind in ("ifdef", "ifndef"):
            return f'if [ {"-n" if kind == "ifdef" else "-z"} "${{{rest.split()[0]}}}" ]; then :'
        inner = rest[1:-1] if rest.startswith("(") else " ".join(rest.replace('"', "").replace("'", "").split(None, 1))
        left, _, right = inner.partition(",") if rest.startswith("(") else inner.partition(" ")
        sign = "=" if kind == "ifeq" else "!="
        return f'if [ "{_expanded(left.strip(), values)}" {sign} "{_expanded(right.strip(), values)}" ]; then :'
    if re.match(r"else\b", text) and not re.search(r"[;&|]", text):
        rest = text[4:].strip()
        return f"el{_conditional(rest, values)}" if rest else "else :"
    return "fi" if re.fullmatch(r"endif\b.*", text) else None


def _expanded(text: str, values: dict[str, str]) -> str:
    text = text.replace("$(MAKE)", "make").replace("${MAKE}", "make").replace("$$", "\0")
    for _ in range(5):
        changed = _REFERENCE.sub(lambda found: values.get(found[1] or found[2], f"\1{found[1] or found[2]}\2"), text)
        if changed == text:
            break
        text = changed
    # A shell that make starts: its failure makes an empty value, and nothing else.
    text = re.sub(r"\$\(shell\s+([^()]*(?:\([^()]*\)[^()]*)*)\)", lambda found: f"\4{found[1]}\5", text)
    text = re.sub(r"\$\([^()]*(?:\([^()]*\)[^()]*)*\)", "${make_value}", text)  # a function of make
    text = text.replace("\4", "$(").replace("\5", " || true)")
    text = re.sub(r"\$[@<^?*+%|]", "${make_value}", text)
    return text.replace("\1", "${").replace("\2", "}").replace("\0", "$")
