"""The release machinery of a checkout: workflows, and every script that they call, through all hands."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path

from facts.shell.commands import Invocation, invocation
from facts.shell.parsing import Tree, parse
from facts.shell.script import Script
from facts.shell.statements import statements
from facts.shell.syntax import Call
from facts.workflows.checkout import Checkout, checkout
from facts.workflows.sources import Source, sources, step_key
from facts.workflows.workflow import Job, Step, Workflow

_INTERPRETERS = ("bash", "sh", "source", ".")


@dataclass(frozen=True)
class Machinery:
    """Workflows and scripts; `not_shell` has a sentence for each text that no parser accepts."""

    checkout: Checkout
    scripts: dict[str, Script]
    not_shell: dict[str, str]

    @property
    def root(self) -> Path:
        """The checkout's folder."""
        return self.checkout.root

    @property
    def workflows(self) -> tuple[Workflow, ...]:
        """Every workflow that can be read."""
        return self.checkout.workflows

    @cached_property
    def _reached(self) -> dict[str, tuple[str, ...]]:
        return {key: tuple(dict.fromkeys(self._targets(script))) for key, script in self.scripts.items()}

    def scripts_of(self, step: Step) -> tuple[Script, ...]:
        """Return the step's own text and every script and recipe that it calls, through all hands."""
        return self.closure(step_key(step))

    def closure(self, key: str) -> tuple[Script, ...]:
        """Return the script under a key and every script that it calls, through all hands."""
        if key not in self._closures:
            self._closures[key] = self._walked(key)
        return self._closures[key]

    @cached_property
    def _closures(self) -> dict[str, tuple[Script, ...]]:
        return {}

    def _walked(self, key: str) -> tuple[Script, ...]:
        seen: dict[str, None] = {}
        waiting = [key]
        while waiting:
            key = waiting.pop(0)
            if key in self.scripts and key not in seen:
                seen[key] = None
                waiting.extend(self._reached[key])
        return tuple(self.scripts[key] for key in seen)

    def commands_of(self, step: Step) -> Iterator[tuple[Script, int, Invocation]]:
        """Every command that the step runs, with its script and the line there."""
        for script in self.scripts_of(step):
            for call, statement, _ in script.calls():
                yield script, statement.line, invocation(call)

    def called(self, job: Job) -> Workflow | None:
        """Return the workflow of this checkout that the job calls."""
        return self.checkout.workflow(job.calls) if job.calls else None

    def script_named(self, call: Call, script: Script) -> str:
        """Return the key of the script file or recipe that a call runs, or nothing."""
        command = invocation(call)
        if command.tool == "just":
            return next((key for name in command.arguments if (key := f"just:{name}") in self.scripts), "")
        texts = command.arguments if command.tool in _INTERPRETERS else call.texts
        return self._file_named(texts[0], script) if texts else ""

    def _targets(self, script: Script) -> Iterator[str]:
        for call, _, _ in script.calls():
            if invocation(call).tool == "just":
                yield from (f"just:{name}" for name in invocation(call).arguments)
            elif found := self.script_named(call, script):
                yield found

    def _file_named(self, text: str, script: Script) -> str:
        # `$ROOT/scripts/x.sh` is told by what follows the expansion; a bare name by the caller's own folder.
        tail = text.split("}", 1)[-1] if text.startswith("${") else text
        tail = tail.split("/", 1)[-1] if tail.startswith("$") else tail
        tail = tail.removeprefix("./").lstrip("/")
        beside = (Path(script.file).parent / tail).as_posix()
        return next((key for key in (tail, beside) if key in self.scripts), "")


def shell_trees(root: Path) -> dict[str, Tree]:
    """Parse every shell text of a checkout, in one process where that is possible."""
    return parse({key: source.text for key, source in sources(checkout(root)).items()}, root)


def stored(trees: Mapping[str, Tree], path: Path) -> str:
    """Write trees to a file that other processes of the run read once each; return its name."""
    path.write_text(json.dumps(trees), encoding="utf-8")
    return str(path)


@cache
def stored_machinery(root: Path, name: str) -> Machinery:
    """Put a checkout and such a file together, once in a process."""
    return machinery(root, json.loads(Path(name).read_text(encoding="utf-8")))


def machinery(root: Path, trees: Mapping[str, Tree]) -> Machinery:
    """Put workflows and the trees of their shell together."""
    found = checkout(root)
    texts = sources(found)
    faulty = {key: trees[key]["fault"] for key, source in texts.items() if source.certain and trees[key]["fault"]}
    whole = Machinery(
        checkout=found,
        scripts={key: _script(source, trees[key]) for key, source in texts.items() if not trees[key]["fault"]},
        not_shell=faulty,
    )
    # A file that nobody calls is not part of it, whatever it is.
    own = [script for key, script in whole.scripts.items() if not key.startswith("just:")]
    called = {word for script in own for call, _, _ in script.calls() for word in call.texts[:2]}
    steps = {key for key in faulty if ":" in key and not key.startswith("just:")}
    return replace(whole, not_shell={key: why for key, why in faulty.items() if key in steps or _is_called(key, called)})


def _is_called(key: str, words: set[str]) -> bool:
    name = key.removeprefix("just:").rsplit("/", 1)[-1]
    return any(word == name or word.endswith("/" + name) for word in words)


def read(root: Path) -> Machinery:
    """Read workflows and shell of a checkout."""
    return machinery(root, shell_trees(root))


def written(folder: Path, files: Mapping[str, str]) -> Path:
    """Write a small checkout, file by file; a known-bad one is what a control needs."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def _script(source: Source, tree: Tree) -> Script:
    return Script(
        file=source.file,
        first_line=source.first_line,
        text=source.text,
        statements=statements(tree["statements"]),
        errexit=source.errexit,
        pipefail=source.pipefail,
        key=source.key,
    )
