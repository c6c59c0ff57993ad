"""PowerShell as shell: its native commands, its blocks, and what a failing command does.

A native command that fails ends nothing: `$LASTEXITCODE` has to be looked at before the next one, or
`$PSNativeCommandUseErrorActionPreference` be true. What GitHub runs ends with the code of the last native command.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from facts.tasks.task import Task

_CMDLET = re.compile(r"^[A-Z][a-z]+-[A-Za-z]\w*")
_ALIAS = re.compile(r"^(mkdir|cp|mv|rm|ls|cd|echo|cat|copy|move|del|dir|md|rd|pushd|popd|sleep|type)\b")
GOES_ON = "pwsh_goes_on"  # stands for what PowerShell does when a native command failed: it goes on
_LOOKED_AT = re.compile(
    r"^(?:if|elseif)\s*\(.*(?:\$LASTEXITCODE|\$\?).*\)|^(?:exit|return|throw)\b.*\$LASTEXITCODE|^\$\w+\s*=\s*\$LASTEXITCODE", re.I
)
_STOPS = re.compile(r"^[^\S\n]*\$PSNativeCommandUseErrorActionPreference\s*=\s*\$true", re.I | re.M)
_FUNCTION = re.compile(r"^[^\S\n]*function\s+([A-Za-z][\w-]*)", re.IGNORECASE | re.MULTILINE)
_HEAD = re.compile(
    r"^(\}?\s*)(if|elseif|else|foreach|for|while|function|try|catch|finally|switch|param|do|begin|process|end)\b(.*)$", re.I
)


def script(text: str, name: str = "", line: int = 1) -> Task:
    """Return the script as one task, line by line."""
    strict = bool(_STOPS.search(text))
    logical = list(_logical(text))
    own = frozenset(_FUNCTION.findall(text))
    out: list[str] = []
    blocks: list[str] = []
    for at, (count, said) in enumerate(logical):
        after = next(
            (later for _, later in logical[at + 1 :] if (later and not _changes_no_status(later)) or (later == "}" and blocks)),
            "",
        )
        out.append(_line(said, after, blocks, strict, own))
        out.extend("" for _ in range(count - 1))
    return Task(name, line, "\n".join(out) + "\n" + "\n".join(reversed(blocks)), errexit=True)


def _changes_no_status(said: str) -> bool:
    """Whether a line runs no native command, so that `$LASTEXITCODE` stays what it was."""
    return said == "}" or bool(_ALIAS.match(said)) or (bool(_CMDLET.match(said)) and "{" not in said) or said[:1] in "\"'"


def _logical(text: str) -> Iterator[tuple[int, str]]:
    held, count = "", 0
    text = re.sub(r"<#.*?#>", lambda found: re.sub(r"[^\n]", " ", found[0]), text, flags=re.S)
    for raw in text.splitlines():
        line = re.sub(r"(^|\s)#.*$", "", raw).rstrip()
        held, count = held + line.strip().removesuffix("`"), count + 1
        if not line.endswith(("`", "|", ",", "(")):
            yield count, held.strip()
            held, count = "", 0
    if held:
        yield count, held.strip()


def _line(said: str, after: str, blocks: list[str], strict: bool, own: frozenset[str]) -> str:
    if not said:
        return ""
    said = re.sub(r"^\$\w+(?::\w+)?\s*=\s*(?=(?:if|switch|foreach|for|while|try)\b)", "", said, flags=re.IGNORECASE)
    if found := _HEAD.match(said):
        return _block(found, blocks)
    if said.startswith("}"):
        return (blocks.pop() if blocks else "") + _tail(said[1:].strip(), blocks)
    if re.match(r"(throw\b|exit\s+[1-9$])", said, re.I):
        return "exit 1"
    if re.match(r"(exit|return)\b", said, re.I):
        return "exit 0"
    if re.match(r"continue\b|break\b", said, re.I):
        return said.split()[0].lower()
    if said.split()[0] in own:
        return f"{_spelled(said.split()[0])} {_words(said.partition(' ')[2])}".rstrip()
    return _command(said, after, blocks, strict)


def _tail(rest: str, blocks: list[str]) -> str:
    found = _HEAD.match(rest)
    return " " + _block(found, blocks) if found else ""


def _block(found: re.Match[str], blocks: list[str]) -> str:
    closing = blocks.pop() if found[1].startswith("}") and blocks else ""
    kind, rest = found[2].lower(), found[3].strip()
    if kind == "param" or not rest.rstrip().endswith("{"):
        inner = re.search(r"(?m:^)[^{\n]*\{(.*)\}\s*$", rest)
        if kind == "if" and inner:
            body = "exit 1" if re.search(r"\b(throw|exit\s+[1-9$])", inner[1], re.I) else ":"
            return f"{closing} if pwsh_condition; then {body}; fi".strip()
        return closing or ":"
    return _opened(kind, rest, closing, blocks)


def _opened(kind: str, rest: str, closing: str, blocks: list[str]) -> str:
    if kind in ("elseif", "else", "catch") and closing:
        blocks.append("fi" if kind != "catch" else "}")
        if kind == "catch":
            return f"{closing}; {{ :"
        return "elif pwsh_condition; then :" if kind == "elseif" else "else :"
    ends = {"if": "fi", "foreach": "done", "for": "done", "while": "done", "do": "done"}
    blocks.append(ends.get(kind, "}"))  # it stands at the beginning of a line
    closing = f"{closing};" if closing == "}" else closing
    if kind == "if":
        return f"{closing} if pwsh_condition; then :"
    if kind in ("foreach", "for", "while", "do"):
        listed = re.findall(r"'([^']*)'", rest)
        name = (re.search(r"\$(\w+)\s+in\b", rest) or [None, "pwsh"])[1]
        return f"{closing} for {name} in {' '.join(listed) or '$pwsh'}; do :"
    if kind == "function":
        return f"{closing} {_spelled(rest.split('(')[0].rstrip('{ ').strip()) or 'pwsh'}() {{ :"
    return f"{closing} {{ :"


def _spelled(name: str) -> str:
    """Return the name of a function as shell has names."""
    return name.replace("-", "_")


def _words(text: str) -> str:
    """Return words with what PowerShell computes in them as a parameter, and what a function was given as `$@`."""
    text = re.sub(r"\$env:(\w+)", r"$\1", text)
    text = re.sub(r"(?<![\w'\"])@args\b", '"$@"', text, flags=re.IGNORECASE)
    text = text.replace("\\", "/").replace("`", "")
    text = re.sub(r"\$\([^()]*\)|\$\{[^}]{0,500}\}|\$\w+(?:\.\w+)+", "$pwsh", text)
    return re.sub(r"(?<=\s)@?\([^()]*(?:\([^()]*\)[^()]*)*\)", "$pwsh", text)


def _command(said: str, after: str, blocks: list[str], strict: bool) -> str:
    shown = re.sub(r"^\$\w+(?::\w+)?\s*[+]?=\s*(?=[&\w./])", "", said)
    text = re.sub(r"^[&.]\s+", "", shown).strip()
    if re.match(r"[\"']", shown) or re.match(r"\d", shown):
        return ":"  # a text or a number that is written somewhere, not a command
    if not text or text.startswith(("$", "[", "@", "(", '"$')) or _CMDLET.match(text) or not re.match(r"[\"'\w./]", text):
        return ":"
    if text.endswith("&"):
        return text  # a job in the background
    text = re.sub(r"\*?[*0-9]?>(?:&1)?\s*\$null|[*]>\s*\$null|2>&1", "", text)
    text = re.sub(r"(?:(?<!\s)\s+)?\|\s*(?:Out-|Tee-|Select-|Where-|ForEach-).*$", "", text)
    text = _words(text)
    if re.search(r"\|\|\s*(throw|exit)|&&", text):
        return re.sub(r"\|\|\s*throw.*$", "|| exit 1", text)
    looked = bool(_LOOKED_AT.match(after)) or strict or (not after and not blocks)
    return text if looked else f"{text} || {GOES_ON}"
