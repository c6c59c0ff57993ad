"""Which text of the checkout a command starts: a script file, a recipe, a task, a program, or text given in place."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterator, Sequence
from hashlib import sha256

from facts.shell.invocations import Invocation
from facts.shell.syntax import Statement
from facts.tasks.node_scripts import LIFE_CYCLE
from facts.workflows.workspace_scripts import in_workspaces, is_of_named_packages

_SHELLS = ("bash", "sh", "dash", "zsh", "ksh", "source", ".")
_RUNTIMES = ("python", "python3", "node", "deno", "bun", "tsx", "ts-node", "pwsh", "powershell", "py", "pypy3", "pypy")
_MAKE_VALUED = ("-C", "-f", "-j", "--directory", "--file", "--makefile", "-I", "-o", "-W")
_NODE_MANAGERS = ("npm", "pnpm", "yarn", "bun", "vp")
_NODE_VALUED = (
    "--prefix",
    "-C",
    "--dir",
    "--cwd",
    "-w",
    "--workspace",
    "--filter",
    "-F",
    "--tag",
    "--access",
    "--registry",
    "--otp",
)
_SCRIPTS_BY_NAME = ("test", "start", "stop", "restart")


def started(
    command: Invocation, texts: Sequence[str], keys: Collection[str], file: str = "", folder: str = ""
) -> tuple[str, ...]:
    """Return the keys of what a command starts; `texts` are its words as written, `folder` is where it runs."""
    own = () if is_of_named_packages(command, keys) else _started(command, texts, file, folder)
    given = (*own, *in_workspaces(command, keys))
    found = tuple(dict.fromkeys(key for key in given if key in keys))
    # An environment with commands of its own does not run those of the common section.
    named = {key for key in found if key.startswith("tox:") and key != "tox:"}
    if named and command.tool == "tox" and len(named) == len(tox_environments(command)):
        found = tuple(key for key in found if key != "tox:")
    # `cargo xtask` is an alias of the checkout, which names the program itself.
    by_alias = any(key.startswith("cargo:") for key in found)
    return tuple(key for key in found if not (by_alias and key == "xtask:"))


def inline_text(command: Invocation, statement: Statement | None) -> tuple[str, str]:
    """Return the language and the text that a command is given in place: `bash -c '...'`, a here-document, `eval`."""
    language = _language(command.tool)
    if command.tool == "eval":
        return "shell", " ".join(word.text for word in command.words)
    if not language:
        return "", ""
    texts = [word.text for word in command.words]
    for text, after in zip(texts, [*texts[1:], ""], strict=False):
        letters = text.lstrip("-")
        wanted = "c" in letters if language != "node" else letters in ("e", "p", "eval", "pe")
        if text.startswith("-") and not text.startswith("--") and len(text) < 8 and wanted and after:
            return language, after
    documents = [each.document or each.target for each in (statement.redirects if statement else ()) if each.op.startswith("<<")]
    plain = not any(not text.startswith("-") for text in texts) or "-s" in texts
    return (language, documents[0].text) if documents and plain else ("", "")


def inline_key(language: str, text: str) -> str:
    """Return the key under which such a text is kept."""
    return f"inline:{language}:{sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"


def _language(tool: str) -> str:
    if tool in _SHELLS[:5]:
        return "shell"
    if tool.rstrip("0123456789.") in ("python", "pypy", "py"):
        return "python"
    return {"node": "node", "pwsh": "pwsh", "powershell": "pwsh"}.get(tool, "")


def _started(command: Invocation, texts: Sequence[str], file: str, folder: str) -> Iterator[str]:
    tool, words = command.tool, [word.text for word in command.words]
    if tool in ("just", "rust-just"):
        yield from (f"just:{name.rsplit('::', 1)[-1]}" for name in command.arguments)
    elif tool in ("make", "gmake"):
        yield from _made(words, folder)
    elif tool in _NODE_MANAGERS:
        yield from _scripted(words, folder)
        if tool == "bun":
            programs = [word for word in command.arguments if word.endswith((".ts", ".js", ".mjs", ".mts"))]
            yield from (path for word in programs[:1] for path in _paths(word, file, folder))
    elif tool == "node" and "--run" in words[:1]:
        yield f"npm:{folder}:{words[1] if len(words) > 1 else ''}"
    elif tool in ("tox", "nox"):
        yield from (f"{tool}:{name}" for name in tox_environments(command) or [""])
        yield from ([f"{tool}:"] if tool == "tox" else [])
    elif tool in ("invoke", "inv", "poe", "poethepoet", "rye", "task"):
        kind = {"inv": "invoke", "poethepoet": "poe", "task": "taskipy"}.get(tool, tool)
        yield from (f"{kind}:{name}" for name in command.arguments)
        yield from (f"{kind}:{name.replace('-', '_')}" for name in command.arguments)
        yield from (f"gotask:{name}" for name in (command.arguments or ("default",)) if tool == "task")
    elif tool == "go-task":
        yield from (f"gotask:{name}" for name in command.arguments or ("default",))
    elif tool == "mise" and command.arguments:
        names = command.arguments[1:] if command.arguments[0] in ("run", "r") else command.arguments
        yield from (f"mise:{name}" for name in names[:1])
    elif tool == "rake":
        yield from (f"rake:{name}" for name in command.arguments or ("default",))
    elif tool in ("hatch", "pdm") and command.arguments:
        names = command.arguments[1:] if command.arguments[0] == "run" else command.arguments
        yield from (f"{tool}:{name}" for name in names[:1])
    elif tool == "cargo" and command.arguments:
        yield f"cargo:{command.arguments[0]}"
        yield from (["xtask:"] if "xtask" in command.arguments[:3] else [])
    else:
        yield from _files(command, texts, file, folder)


def tox_environments(command: Invocation) -> list[str]:
    """Return the environments or sessions that tox or nox is asked for."""
    words = [word.text for word in command.words]
    return [name for value in _values(words, ("-e", "-s", "--env", "--session", "--sessions")) for name in value.split(",")]


def _made(words: Sequence[str], folder: str) -> Iterator[str]:
    for value in _values(words, ("-C", "--directory")):
        folder = posixpath.normpath(posixpath.join(folder, value))
    folder = "" if folder == "." else folder
    goals = [word for word in _positional(words, _MAKE_VALUED) if "=" not in word]
    yield from (f"make:{folder}:{goal}" for goal in goals or [""])


def _scripted(words: Sequence[str], folder: str) -> Iterator[str]:
    for value in _values(words, ("--prefix", "-C", "--dir", "--cwd", "-w", "--workspace")):
        folder = posixpath.normpath(posixpath.join(folder, value))
    folder = "" if folder == "." else folder
    given = _positional(words, _NODE_VALUED)
    if given[:1] == ["workspace"]:
        given = given[2:]
    verb, rest = (given[0], given[1:]) if given else ("install", [])
    if verb in ("run", "run-script"):
        yield from (f"npm:{folder}:{name}" for name in rest[:1])
    elif verb in LIFE_CYCLE:
        if verb != "publish" or not rest:  # a tarball is published as it is
            yield from (f"npm:{folder}:{name}" for name in LIFE_CYCLE[verb])
    elif verb in _SCRIPTS_BY_NAME or verb:
        yield f"npm:{folder}:{'test' if verb == 't' else verb}"


def _files(command: Invocation, texts: Sequence[str], file: str, folder: str) -> Iterator[str]:
    tool = command.tool
    if tool in _SHELLS or tool.rstrip("0123456789.") in _RUNTIMES or tool in _RUNTIMES:
        candidates = [text for text in command.arguments if text not in ("run", "-")][:1]
    else:
        candidates = list(texts[:1])
        candidates += _modules(command, texts)
        candidates += (
            [text for text in texts if text.endswith((".sh", ".ps1", ".py")) and "/" in text][:1] if tool in ("", "env") else []
        )
    for text in candidates:
        yield from _paths(text, file, folder)


def _modules(command: Invocation, texts: Sequence[str]) -> list[str]:
    # `python -m tools.release`: the wrapper is off already, the module is the tool.
    if "-m" not in texts or not command.tool:
        return []
    path = command.tool.replace(".", "/")
    return [f"{path}.py", f"{path}/__main__.py", f"src/{path}.py", f"src/{path}/__main__.py"]


def _paths(text: str, file: str, folder: str) -> Iterator[str]:
    # `$ROOT/scripts/x.sh` is known by what follows the expansion; a short name by the caller's own folder.
    tail = text.split("}", 1)[-1] if text.startswith("${") else text
    tail = tail.split("/", 1)[-1] if tail.startswith("$") else tail
    tail = posixpath.normpath(tail.removeprefix("./").lstrip("/")) if tail else ""
    if tail and tail != ".":
        yield from (posixpath.normpath(posixpath.join(folder, tail)), tail, posixpath.join(posixpath.dirname(file), tail))


def _values(words: Sequence[str], flags: Sequence[str]) -> Iterator[str]:
    for text, after in zip(words, [*words[1:], ""], strict=False):
        if text in flags:
            yield after
        elif text.split("=", 1)[0] in flags and "=" in text:
            yield text.split("=", 1)[1]


def _positional(words: Sequence[str], valued: Sequence[str]) -> list[str]:
    found: list[str] = []
    passed = False
    for word in words:
        if passed:
            passed = False
        elif word == "--":
            break
        elif word.startswith("-"):
            passed = word in valued
        else:
            found.append(word)
    return found
