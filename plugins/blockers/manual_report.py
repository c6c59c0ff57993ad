"""What a person found: the title and the text of a task that is filed by hand."""

import argparse
import re
from dataclasses import dataclass
from pathlib import Path

from core.errors import Refused
from plugins.blockers import task_body
from plugins.blockers.blocker import one_line, prefix
from plugins.blockers.occasion import GithubRun
from plugins.cli.options import STAGES
from plugins.plan import plan
from profiles.release import release_options

_SNIPPET = 12
# Names that the runbook's scripts took and that are no gate's title; a stage has a word too.
_RUNBOOK = {
    "citoolingcompatibilitycontract": "tooling",
    "dependencyandvulnerabilitymonitoring": "dependencies",
    "deliveryverification": "delivery",
    "buildprovenance": "provenance",
    "releasemechanics": "mechanics",
    "go": "golang",
    "cratesio": "crates",
    "githubrelease": "github",
}
_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class ManualFinding:
    """One blocker in a person's words."""

    target: str
    check: str
    kind: str
    short: str
    summary: str
    agent: str
    failing_command: str
    snippet: str
    run: GithubRun

    @classmethod
    def of(cls, options: argparse.Namespace, target: str, run: GithubRun) -> "ManualFinding":
        """Read the command line."""
        given = (options.check, options.kind, options.title, options.summary, options.agent, options.failing_command)
        return cls(target, *given, _snippet(options.log_snippet_file) or run.log_excerpt, run)

    @property
    def word(self) -> str:
        """The gate's or channel's word, or the check's name as one."""
        return word_of(self.check, plan.read(_ROOT))

    @property
    def prefix(self) -> str:
        """The identity of the task, the same as for a task of the suite."""
        return prefix(self.target, self.word, self.kind)

    @property
    def title(self) -> str:
        """The task's title."""
        return f"{self.prefix} {one_line(self.short, 120)}"

    @property
    def text(self) -> str:
        """The task's text, in the five sections."""
        return task_body.sections(
            goal=[f"- Resolve the release blocker: {self.check}: {one_line(self.short, 120)}"],
            background=self._background(),
            criteria=[f"- {line.format(what=f'The gate {self.check}')}" for line in task_body.CRITERIA],
            gates=[f"- Run again: {self._again}"],
            consult=[f"- {line}" for line in task_body.CONSULT],
        )

    @property
    def _again(self) -> str:
        named = " ".join(release_options(self.target, "<base>"))
        if self.word in STAGES:
            return f"`pytest {named} -m {self.word}`"
        known = self.word in plan.read(_ROOT).words
        return f"`pytest {named} -k {self.word}`" if known else self.check

    def _background(self) -> list[str]:
        command = [f"- Failing command: `{self.failing_command}`"] if self.failing_command else []
        agent = [f"- Found by: {self.agent} (unassigned)"] if self.agent else []
        facts = [f"- Release target: {self.target}", f"- Gate: {self.check}", f"- Summary: {self.summary}"]
        return [*facts, *self.run.lines, *command, *agent, *self._excerpt()]

    def _excerpt(self) -> list[str]:
        lines = self.snippet.splitlines()
        return ["\n### Log excerpt", *(f"    {line[:200]}" for line in lines)] if lines else []


def word_of(check: str, book: plan.Book) -> str:
    """Return the word of the gate or channel that is meant by a word, a title or a number."""
    subjects, wanted = (*book.gates, *book.channels), _plain(check)
    if wanted in _RUNBOOK:
        return _RUNBOOK[wanted]
    exact = [one.word for one in subjects if wanted in {_plain(one.word), _plain(one.title), str(one.number)}]
    # The runbook's longer titles hold the word: "Server / web UI security review".
    held = [one.word for one in subjects if set(one.word.split("_")) <= set(re.findall(r"[a-z0-9]+", check.lower()))]
    if exact or len(held) == 1:
        return (exact or held)[0]
    return re.sub(r"[^a-z0-9]+", "_", check.lower()).strip("_") or "unnamed"


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower().replace("&", "and"))


def _snippet(path: Path | None) -> str:
    if path is None:
        return ""
    try:
        return "\n".join(path.read_text("utf-8", "replace").splitlines()[:_SNIPPET])
    except OSError as error:
        raise Refused(got=f"{path}: {error.strerror}", expected="a readable file", advice="correct the path") from error
