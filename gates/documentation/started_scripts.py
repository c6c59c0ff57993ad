"""Scripts, recipes and workflows that the pages tell their readers to start: whether they exist and take what is given."""

import itertools
import re
from collections.abc import Callable, Collection, Iterator
from functools import cached_property
from pathlib import PurePosixPath
from posixpath import dirname, normpath

from core.findings import Finding
from facts.shell.justfile import Justfile
from facts.tasks import node_scripts
from facts.text.ignored import Ignored
from facts.vcs.git import Checkout
from facts.workflows import workflow_files as workflows
from gates.documentation.command_lines import PLACEHOLDER, Told

_INTERPRETERS = ("bash", "sh", "zsh", "python", "python3", "node", "source", ".")
_SCRIPT = re.compile(r"[\w.@-]+(?:/[\w.@-]+)*\.(?:sh|bash|py|js|mjs|rb)|\.?/?[\w.-]+(?:/[\w.@-]+)+")
_PASSES_ON = re.compile(r"\"?\$[@*]\"?|\$\{@|parse_known_args|sys\.argv\[1:\]\)?$|process\.argv\.slice", re.M)
_DEMANDED = re.compile(r"\$\{(\d):\?|\$#\"?\s*-(?:ne|lt)\s*(\d)")
_CONTRIBUTORS = re.compile(r"(?:^|/)(?:README|CONTRIBUTING|DEVELOP|HACKING|BUILD|RELEAS|MAINTAIN)[^/]*$", re.IGNORECASE)
_FLAG = re.compile(r"--[a-z][\w-]*")


class StartableScripts:
    """What a checkout lets a person start by name."""

    def __init__(self, checkout: Checkout, own: Collection[str] = ()) -> None:
        """Look at a checkout; nothing is read before it is asked for. `own` are the programs that the project ships.

        Pages of a project that ships a runner of tasks show tasks of its users.
        """
        self.checkout = checkout
        self.own = frozenset(own)
        self.tracked = frozenset(checkout.tracked)
        self.tops = {path.partition("/")[0] for path in self.tracked if "/" in path}

    @cached_property
    def recipes(self) -> frozenset[str] | None:
        """Names of recipes, None where there is no Justfile or one that takes others in."""
        files = [path for path in self.tracked if "/" not in path and PurePosixPath(path).name.lower().endswith("justfile")]
        found = [self._recipes(path, frozenset()) for path in files]
        return frozenset().union(*(names for names in found if names)) if found and None not in found else None

    def _recipes(self, path: str, seen: frozenset[str]) -> frozenset[str] | None:
        """Names of a file's recipes and of those that it takes in, None where such a file is not here."""
        found = Justfile(self.checkout.text(path))
        names = {*found.recipes, *found.aliases}
        for word, module, written in found.others:
            taken = self._taken(path, module, written, seen | {path})
            if taken is None:
                return None
            names |= taken if word == "import" else {module, *(f"{module}::{name}" for name in taken)}
        return frozenset(names)

    def _taken(self, path: str, module: str, written: str, seen: frozenset[str]) -> frozenset[str] | None:
        wanted = [written] if written else [f"{module}.just", f"{module}/mod.just", f"{module}/justfile", f"{module}/.justfile"]
        beside = [normpath(str(PurePosixPath(path).parent / name)) for name in wanted]
        there = next((name for name in beside if name in self.tracked and name not in seen), "")
        return self._recipes(there, seen) if there else None

    @cached_property
    def npm_scripts(self) -> frozenset[str]:
        """Names of scripts in any package.json."""
        files = [path for path in self.tracked if PurePosixPath(path).name == "package.json"]
        return frozenset(task.name for path in files for task in node_scripts.tasks(self.checkout.text(path)))

    def speaks_of_ours(self, page: str, name: str) -> bool:
        """Whether a page tells of this repository's scripts: one for contributors, or one that names more that are here.

        A script that the page itself writes into a package.json is the reader's own.
        """
        if page not in self.tracked:
            return True
        text = self.checkout.text(page)
        if re.search(rf'"{re.escape(name)}"\s*:', text):
            return False
        named = set(re.findall(r"\bnpm run (?:-\S+ )*([\w:.-]+)", text))
        known = len(named & self.npm_scripts)
        return bool(_CONTRIBUTORS.search(page)) or known > max(1, len(named) - known)

    @cached_property
    def _ignored(self) -> Ignored:
        return Ignored.of(self.checkout.path)

    def is_made(self, path: str) -> bool:
        """Whether a file lies in a directory that git ignores: set-up or a build writes it. A script that is ignored itself is missing."""
        folder = dirname(path)
        return bool(folder) and self._ignored.matches(f"{folder}/-") and not self._ignored.matches("-")

    @cached_property
    def workflows(self) -> workflows.Checkout:
        """Workflows and their inputs."""
        return workflows.checkout(self.checkout.path)


def started(told: Collection[Told], machinery: StartableScripts) -> list[Told]:
    """Return the command lines that start something of the repository."""
    return [one for one in told if _rule(one, machinery) is not None]


def refused(told: Collection[Told], machinery: StartableScripts) -> list[Finding]:
    """Complain about what does not exist or does not take what it is given."""
    return [
        Finding("", one.at.path, one.at.line, f"`{one.shown}` {got}", expected, "correct the page")
        for one in told
        if (rule := _rule(one, machinery)) is not None
        for got, expected in rule(one, machinery)
    ]


Wrong = tuple[str, str]  # what is there, what should be
Rule = Callable[[Told, StartableScripts], Iterator[Wrong]]


def _rule(one: Told, machinery: StartableScripts) -> Rule | None:
    command = one.command
    if command.tool in machinery.own:
        return None
    if command.tool == "just" and machinery.recipes is not None and command.arguments:
        return _recipe
    if command.runs("npm", "run") and len(command.arguments) > 1 and machinery.npm_scripts:
        return _npm_script
    if command.runs("gh", "workflow", "run") and len(command.arguments) > 2:
        return _workflow
    return _script if _path(one, machinery) and not one.is_span else None


def _recipe(one: Told, machinery: StartableScripts) -> Iterator[Wrong]:
    name = one.command.arguments[0]
    if _is_name(name) and "=" not in name and name not in (machinery.recipes or ()):
        yield f"names the recipe {name}, which does not exist", "one of the Justfile"


def _npm_script(one: Told, machinery: StartableScripts) -> Iterator[Wrong]:
    name = one.command.arguments[1]
    if _is_name(name) and name not in machinery.npm_scripts and machinery.speaks_of_ours(one.page, name):
        yield f"names the script {name}, which does not exist", "one of a package.json"


def _workflow(one: Told, machinery: StartableScripts) -> Iterator[Wrong]:
    name, texts = one.command.arguments[2], [word.text for word in one.command.words]
    found = next((each for each in machinery.workflows.workflows if name in (each.name, PurePosixPath(each.file).name)), None)
    if found is None:
        if _is_name(name) and not one.command.flag("--repo", "-R"):
            yield f"names the workflow {name}, which does not exist", "one of .github/workflows"
        return
    fields = [after for flag, after in itertools.pairwise(texts) if flag in ("-f", "-F", "--field", "--raw-field")]
    for field in fields:
        key = field.partition("=")[0]
        if _is_name(key) and key not in found.inputs.entries:
            given = ", ".join(found.inputs.entries) or "none"
            yield f"gives the input {key}, which {found.file} does not have", f"one of {given}"


def _script(one: Told, machinery: StartableScripts) -> Iterator[Wrong]:
    written = _path(one, machinery)
    places = _places(one, written)
    if one.command.tool == "node":  # it starts what its folder's index is, and takes an ending for granted
        places = [f"{place}{end}" for place in places for end in ("", ".js", "/index.js", "/index.mjs", "/package.json")]
    path = next((place for place in places if place in machinery.tracked), None)
    if path is None and any(machinery.is_made(place) for place in places):
        return  # such as the activation of an environment that the page has made before
    if path is None:
        yield f"starts {written}, which is not a tracked file", "a script of the repository"
    elif (machinery.checkout.path / path).suffix in (".sh", ".bash", ".py"):
        yield from _misused(one, written, path, machinery.checkout.text(path))


def _misused(one: Told, written: str, path: str, text: str) -> Iterator[Wrong]:
    words = [word.text for word in one.command.words]
    given = words[words.index(written) + 1 :] if written in words else words
    for flag in (word.partition("=")[0] for word in given if word.startswith("--")):
        if _FLAG.fullmatch(flag) and flag not in text and flag != "--help" and not _PASSES_ON.search(text):
            yield f"gives {flag} to {path}, which does not read it", "a flag that it reads"
    demanded = max((int(count or least) for count, least in _DEMANDED.findall(text)), default=0) if path.endswith("sh") else 0
    if len(given) < demanded and not one.is_span:
        yield f"gives {len(given)} words to {path}", f"at least {demanded}"


def _path(one: Told, machinery: StartableScripts) -> str:
    words = [word.text for word in one.command.words]
    first = one.raw if not one.command.tool or one.command.tool not in _INTERPRETERS else next(iter(words), "")
    is_ours = bool(_SCRIPT.fullmatch(first)) and first.removeprefix("./").partition("/")[0] in machinery.tops
    return first if is_ours and PLACEHOLDER not in first else ""


def _places(one: Told, written: str) -> list[str]:
    parents = ["", PurePosixPath(one.page).parent.as_posix(), *one.folders]
    return [normpath(f"{parent}/{written}".lstrip("/")) for parent in parents]


def _is_name(word: str) -> bool:
    return bool(re.fullmatch(r"[\w.:-]+", word)) and PLACEHOLDER not in word


def starts(word: str) -> bool:
    """Whether a code span that begins so may start something of the repository."""
    return word in ("just", "npm", "gh")
