"""The tracker GitHub issues, through `gh`: every issue of a release carries one label, a task names its epic in its text."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core import commands
from core.strict_json import parse
from facts.github.gh_api import Forge
from facts.github.refusal import refusal
from plugins.blockers.trackers.protocol import TaskDraft, TrackedTask

_EPIC = "Release blockers: "
_PART = re.compile(r"^Part of #(\d+)$", re.MULTILINE)


@dataclass
class GithubIssues:
    """The issues of one repository that carry the label."""

    forge: Forge
    label: str
    name: str = "github"
    _made: set[int] = field(default_factory=set)

    def items(self) -> Sequence[TrackedTask]:
        """List every labelled issue, closed or not; a list may lag behind what this process just made."""
        path = f"repos/{self.forge.repository}/issues?state=all&labels={self.label}&per_page=100"
        pages = parse(self.forge.gh("api", "--paginate", "--slurp", path).stdout, "issues")
        listed = {issue["number"]: issue for page in pages for issue in page if "pull_request" not in issue}
        for number in self._made - set(listed):
            listed[number] = self.forge.get(f"issues/{number}")
        return [_item(issue) for issue in listed.values()]

    def body(self, task: str) -> str:
        """Return the text of an issue, without the line that names its epic."""
        text = str(self.forge.get(f"issues/{task}")["body"] or "").replace("\r\n", "\n")
        return _PART.sub("", text, count=1).lstrip("\n")

    def begin(self, epic: TaskDraft, first: TaskDraft) -> None:
        """Create the epic's issue, then the first task's."""
        self.add(str(self._make(epic)), first)

    def add(self, epic: str, task: TaskDraft) -> None:
        """Create an issue that names its epic."""
        self._make(TaskDraft(task.title, f"Part of #{epic}\n\n{task.body}"))

    def retitle(self, task: str, title: str) -> None:
        """Replace a title."""
        self._send("PATCH", f"issues/{task}", title=title)

    def write(self, task: str, text: str) -> None:
        """Replace a text; the line that names the epic stays."""
        part = _PART.search(str(self.forge.get(f"issues/{task}")["body"] or "").replace("\r\n", "\n"))
        self._send("PATCH", f"issues/{task}", body=f"{part.group()}\n\n{text}" if part else text)

    def close(self, task: str, reason: str) -> None:
        """Say why, then close as completed."""
        self._send("POST", f"issues/{task}/comments", body=reason)
        self._send("PATCH", f"issues/{task}", state="closed", state_reason="completed")

    def close_duplicate(self, item: str, kept: str) -> None:
        """Name the issue that is kept, then close as not planned."""
        if self.forge.get(f"issues/{item}")["state"] != "closed":
            self._send("POST", f"issues/{item}/comments", body=f"Duplicate of #{kept}")
            self._send("PATCH", f"issues/{item}", state="closed", state_reason="not_planned")

    def move(self, task: str, epic: str) -> None:
        """Name another epic in the text."""
        self._send("PATCH", f"issues/{task}", body=f"Part of #{epic}\n\n{self.body(task)}")

    def _make(self, draft: TaskDraft) -> int:
        made = self._send("POST", "issues", title=draft.title, body=draft.body, labels=[self.label])
        number = int(made["number"])
        self._made.add(number)
        return number

    def _send(self, method: str, path: str, **fields: str | list[str]) -> Mapping[str, Any]:
        # Asked once and never again by itself: a write that seemed to fail may have been carried out.
        argv = ["gh", "api", "-X", method, f"repos/{self.forge.repository}/{path}", "--input", "-"]
        sent, env = json.dumps(fields).encode(), {"GH_HOST": self.forge.host, "GH_DEBUG": ""}
        done = commands.run(argv, cwd=self.forge.cwd, timeout=60, env=env, stdin=sent, expect=None)
        if done.status:
            raise refusal(done, self.forge.host)
        answer: Mapping[str, Any] = parse(done.stdout, path)
        return answer


def _item(issue: Mapping[str, Any]) -> TrackedTask:
    part = _PART.search(str(issue["body"] or "").replace("\r\n", "\n"))
    return TrackedTask(
        str(issue["number"]), issue["title"], issue["title"].startswith(_EPIC), _state(issue), part and part.group(1)
    )


def _state(issue: Mapping[str, Any]) -> str:
    if issue["state"] != "closed":
        return str(issue["state"])
    return "done" if issue.get("state_reason") in (None, "completed") else "canceled"
