"""Whether a step only reads and writes text: every command is on a list, and no program among them can do anything else."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from facts.shell.invocations import Invocation, invocation
from facts.shell.script import Script
from facts.shell.syntax import Call, Function, Statement
from facts.workflows.release_graph import Machinery
from facts.workflows.sources import step_key
from facts.workflows.started import inline_text
from facts.workflows.workflow import WorkflowStep

_TEXT_TOOLS_WORDS = """
awk gawk mawk sed grep egrep fgrep head tail cut tr cat tac sort uniq wc nl paste fold rev expr basename dirname date
mkdir cp mv touch tee seq ls jq printf python python3
"""
TEXT_TOOLS = frozenset(_TEXT_TOOLS_WORDS.split())
_BUILTINS_WORDS = """
echo printf test [ true false : set cd export local read return exit shift unset declare readonly shopt break continue
"""
BUILTINS = frozenset(_BUILTINS_WORDS.split())
_SHELLS = frozenset({"bash", "sh"})
_MODULES_WORDS = """
sys re pathlib os argparse io textwrap json tomllib datetime itertools collections string typing __future__ dataclasses
functools
"""
_MODULES = frozenset(_MODULES_WORDS.split())
_OF_OS = frozenset({"environ", "getenv", "path", "linesep", "sep", "fspath"})
_FORBIDDEN_WORDS = """
exec eval compile __import__ globals vars setattr system popen unlink rmdir rename symlink_to hardlink_to chmod home
expanduser import_module breakpoint
"""
_FORBIDDEN = frozenset(_FORBIDDEN_WORDS.split())
_AWK = re.compile(r"system\s*\(|\bgetline\b|\|\s*\"|print[^;}\n]*[^=<>!]>\s*[\"/a-z$]")
_SED = re.compile(r"(^|[;}\d/$])\s*[ewW](\s|$)|/[gpI]*[ew][gpI]*(;|$)")
# The folder for temporary files, which is replaced by one of ours before a step is run.
OF_TEMP = re.compile(r"(?<![\w$}])/tmp/")
_KNOWN_PLACES = re.compile(r"\$\{?(GITHUB_(OUTPUT|ENV|STEP_SUMMARY|WORKSPACE)|RUNNER_TEMP)\b")
_ELSEWHERE = re.compile(r"(^|=)/(?!dev/null$)|(^|/)\.\.(/|$)|^~")


def is_pure(machinery: Machinery, step: WorkflowStep, stubs: frozenset[str]) -> bool:
    """Whether all that the step can run, also by the scripts it starts, is a text tool or one of the given stand-ins."""
    scripts = machinery.scripts_of(step)
    functions = {each.node.name for script in scripts for each, _ in script.spots if isinstance(each.node, Function)}
    return bool(scripts) and all(
        _stays_inside(script, step_key(step), each)
        and (
            not isinstance(each.node, Call)
            or not each.node.words
            or _allowed(machinery, script, each.node, each, functions | stubs, step_key(step))
        )
        for script in scripts
        for each, _ in script.spots
    )


def _stays_inside(script: Script, own: str, statement: Statement) -> bool:
    """Whether no redirection and no assignment of a statement names a place outside of the folder that the step runs in."""
    node = statement.node
    targets = [each.target for each in statement.redirects if not each.op.startswith("<<")]
    assigned = [word for each in getattr(node, "assigns", ()) for word in (each.value, *each.values) if word is not None]
    computed = any("$" in each.text and not _KNOWN_PLACES.match(each.text) for each in targets)
    return not computed and not any(_ELSEWHERE.search(_shown(script, own, each.text)) for each in (*targets, *assigned))


def _shown(script: Script, own: str, text: str) -> str:
    """Return a text in which the folder for temporary files is one of ours, as it will be in the step's own text."""
    return OF_TEMP.sub("temp/", text) if script.key == own else text


def _allowed(
    machinery: Machinery, script: Script, call: Call, statement: Statement, known: frozenset[str] | set[str], own: str
) -> bool:
    command = invocation(call)
    texts = [word.text for word in command.words]
    if script.file.endswith((".py", ".js", ".mjs", ".ps1")):
        return False  # a program that starts commands is not only text
    if command.tool in known:
        return True
    if any(_ELSEWHERE.search(_shown(script, own, text)) for text in _paths(command, texts)):
        return False
    if command.tool in _SHELLS or command.tool in ("source", "."):
        return "-c" not in command.flags and bool(machinery.started(call, statement, script))
    if command.tool in ("python", "python3"):
        return _is_pure_program(machinery.root, command, statement)
    if command.tool in ("awk", "gawk", "mawk"):
        return "-i" not in command.flags and not any(_AWK.search(text) for text in texts)
    if command.tool == "sed":
        return not any(_SED.search(text) for text in texts if not text.startswith("-"))
    started = machinery.started(call, statement, script)
    return command.tool in TEXT_TOOLS | BUILTINS or (bool(started) and all(key.endswith((".sh", ".bash")) for key in started))


def _paths(command: Invocation, texts: list[str]) -> list[str]:
    """Return the words that may be paths: not what is printed, and not the program of a text tool."""
    if command.tool in ("echo", "printf", "test", "[", "grep", "expr", "exit"):
        return []
    programs = command.tool in ("sed", "awk", "gawk", "mawk", "tr", "jq")
    return texts[1:] if programs and texts and not texts[0].startswith("-") else [] if programs else texts


def _is_pure_program(root: Path, command: Invocation, statement: Statement) -> bool:
    _, text = inline_text(command, statement)
    if not text:
        file = next((word for word in command.arguments), "")
        path = root / file
        if not file or "$" in file or ".." in file or not path.is_file():
            return False
        text = path.read_text(encoding="utf-8", errors="replace")
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return False
    return "${{" not in text and all(_is_pure_node(node) for node in ast.walk(tree))


def _is_pure_node(node: ast.AST) -> bool:
    if isinstance(node, ast.Import):
        return all(alias.name.split(".")[0] in _MODULES for alias in node.names)
    if isinstance(node, ast.ImportFrom):
        return (node.module or "").split(".")[0] in _MODULES and not (node.module == "os" and _outside_os(node))
    if isinstance(node, ast.Attribute):
        of_os = isinstance(node.value, ast.Name) and node.value.id == "os"
        return node.attr not in _FORBIDDEN and not node.attr.startswith("__") and (not of_os or node.attr in _OF_OS)
    if isinstance(node, ast.Name):
        return node.id not in _FORBIDDEN and (not node.id.startswith("__") or node.id in ("__name__", "__file__", "__doc__"))
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return not re.match(r"(/|~|\.\./)[\w.]", node.value)
    return True


def _outside_os(node: ast.ImportFrom) -> bool:
    return any(alias.name not in _OF_OS for alias in node.names)


def leads_elsewhere(text: str) -> bool:
    """Whether a value is a path outside of the folder that a step runs in."""
    return bool(_ELSEWHERE.search(text))
