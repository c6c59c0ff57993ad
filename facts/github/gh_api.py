"""One repository on one forge host, asked through `gh api`: every answer is JSON or bytes, every refusal is typed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import stamina

from core.commands import Completed, run
from core.errors import Fault, Unavailable, Undecided
from core.strict_json import parse
from facts.github.refusal import Transient, is_absence, is_definite, refusal


@dataclass(frozen=True)
class Forge:
    """A repository that `gh` can be asked about; `host` may carry a port."""

    host: str
    repository: str
    cwd: Path

    @property
    def address(self) -> str:
        """The repository as `gh -R` takes it."""
        return f"{self.host}/{self.repository}"

    def get(self, path: str) -> Any:
        """Return the JSON document at a path below the repository; its absence is a Fault."""
        found = self.find(path)
        if found is None:
            raise Undecided(got=f"HTTP 404 for {path}", expected=f"an answer from {self.address}", advice="look at it there")
        return found

    def find(self, path: str) -> Any | None:
        """Return the JSON document at a path, or None where the repository is readable and the thing is not there."""
        done = self.gh("api", self._below(path), expect_absence=True)
        if done.status == 0:
            return parse(done.stdout, path)
        self.require_readable()
        return None

    def pages(self, path: str, key: str) -> list[Any]:
        """Return all items of a paged list and require as many as the forge itself counts."""
        done = self.gh("api", "--paginate", "--slurp", self._below(path))
        pages = parse(done.stdout, path)
        items = [item for page in pages for item in page[key]]
        _require_count(items, pages, path)
        return items

    def blob(self, path: str, kind: str = "*/*", *, keep_log: bool = False) -> bytes:
        """Return the bytes at a path, redirects followed; archives leave no log but their digest."""
        return self.gh("api", "-H", f"Accept: {kind}", self._below(path), timeout=600, keep_log=keep_log).stdout

    def text(self, path: str) -> str | None:
        """Return a file of the repository as text, None where it is not there."""
        done = self.gh("api", "-H", "Accept: application/vnd.github.raw+json", self._below(path), expect_absence=True)
        if done.status == 0:
            return done.text
        self.require_readable()
        return None

    def user(self) -> str:
        """Return the login that the forge knows us by."""
        return str(parse(self.gh("api", "user").stdout, "user")["login"])

    @stamina.retry(on=Transient, attempts=3, timeout=60, wait_initial=0.5)
    def gh(self, *words: str, expect_absence: bool = False, timeout: float = 60, keep_log: bool = True) -> Completed:
        """Run one `gh` command against this host; a refusal that is not an expected 404 is raised."""
        env = {"GH_HOST": self.host, "GH_DEBUG": ""}
        done = run(("gh", *words), cwd=self.cwd, timeout=timeout, env=env, expect=None, keep_log=keep_log)
        if done.status == 0 or (expect_absence and is_absence(done)):
            return done
        raise refusal(done, self.host)

    def listed(self, path: str) -> list[Any]:
        """Return all items of a list that is paged and not counted."""
        return [item for page in parse(self.gh("api", "--paginate", "--slurp", self._below(path)).stdout, path) for item in page]

    def send(self, method: str, path: str, fields: Mapping[str, Any] | None = None) -> Any:
        """Write something below the repository; asked once, for a write that seemed to fail may have been carried out."""
        given = [] if fields is None else ["--input", "-"]
        stdin = None if fields is None else json.dumps(fields).encode()
        done = self.gh_once("api", "-X", method, self._below(path), *given, stdin=stdin)
        return parse(done.stdout, path) if done.stdout.strip() else None

    def upload(self, url: str, file: Path) -> None:
        """Send a file to an address that the host named."""
        kind = "Content-Type: application/octet-stream"
        self.gh_once("api", "-X", "POST", "-H", kind, url, "--input", str(file), timeout=1800)

    def gh_sent(self, *words: str) -> Fault | None:
        """Run one `gh` command that writes, once; return the fault of an answer that leaves open whether it was carried out."""
        done = self._run_once(words)
        if done.status == 0:
            return None
        if is_definite(done):
            raise refusal(done, self.host)
        return refusal(done, self.host)

    def gh_once(self, *words: str, timeout: float = 60, stdin: bytes | None = None) -> Completed:
        """Run one `gh` command that writes: never again by itself, whatever it answers."""
        done = self._run_once(words, timeout, stdin)
        if done.status:
            raise refusal(done, self.host)
        return done

    def _run_once(self, words: tuple[str, ...], timeout: float = 60, stdin: bytes | None = None) -> Completed:
        env = {"GH_HOST": self.host, "GH_DEBUG": ""}
        return run(("gh", *words), cwd=self.cwd, timeout=timeout, env=env, stdin=stdin, expect=None)

    def _below(self, path: str) -> str:
        return f"repos/{self.repository}/{path}".rstrip("/")

    def require_readable(self) -> None:
        """Raise Unavailable where the repository itself cannot be read."""
        # A forge says 404 for what we may not see, too: only a repository that answers makes an absence true.
        done = self.gh("api", self._below(""), expect_absence=True)
        if done.status == 0:
            return
        raise Unavailable(
            got=f"HTTP 404 for {self.address}",
            expected="a repository that this login can read",
            advice="correct [forge] in the profile, or log in with an account that has access",
        )


def forge_of(host: str, repository: str, none: str, cwd: Path) -> Forge:
    """Return the forge that a profile names, or raise with the reason why there is none."""
    if host and repository and not none:
        return Forge(host, repository, cwd)
    raise Unavailable(
        got=f"no GitHub repository: {none}" if none else "a profile without [forge] host and repository",
        expected="a GitHub repository",
        advice="set host and repository under [forge] in the profile, or list this check under [does_not_apply] with a reason",
    )


def _require_count(items: list[Any], pages: list[Any], path: str) -> None:
    counted = pages[0]["total_count"] if pages else 0
    if len(items) != counted:
        raise short(len(items), counted, path)


def short(got: int, counted: int, path: str) -> Fault:
    """Return the fault of a list that is shorter or longer than its own count."""
    return Undecided(got=f"{got} items of {path}", expected=f"the {counted} that GitHub counts", advice="run again")
