"""The built server, started on loopback in a fresh home, and ended again whatever happens."""

import secrets
import signal
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from core.commands import Completed, alive, inherited, kill_group, run, which
from facts.builds.project_builds import Builds
from gates.server.readiness import address, demand_free, free_port, knocked, stated
from profiles.schema.server_config import Serving
from profiles.schema.suites import Place

_PATIENCE = 20.0


@dataclass(frozen=True)
class Home:
    """A fresh folder for one start of the server."""

    place: Place
    path: Path
    token: str
    port: int  # that `{port}` stands for

    def words(self, words: Sequence[str]) -> tuple[str, ...]:
        """Fill in the words of the profile."""
        filled = (self.place.fill(word).replace("{home}", str(self.path)) for word in words)
        return tuple(word.replace("{port}", str(self.port)) for word in filled)

    def environment(self, serving: Serving) -> dict[str, str]:
        """Fill in the variables of the profile."""
        named = dict(zip(serving.env, self.words(tuple(serving.env.values())), strict=True))
        return {"HOME": str(self.path), **named}


@dataclass(frozen=True)
class Running:
    """A server that listens."""

    home: Home
    process: "subprocess.Popen[bytes]"
    address: str  # host:port

    @property
    def host(self) -> str:
        """The address without its port."""
        return self.address.rpartition(":")[0].strip("[]")

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self.address.rpartition(":")[2])

    def stop(self) -> int:
        """Tell it to end as a service manager would; return its exit status."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            return -signal.SIGKILL


def fresh_home(builds: Builds, serving: Serving, name: str) -> Home:
    """Lay a home with a token and what the profile prepares."""
    place = builds.place("candidate", *serving.after)
    path = _new_folder(place.scratch / "homes", name.replace(" ", "-"))
    home = Home(place, path, secrets.token_urlsafe(24), free_port())
    (path / "token").touch(mode=0o600)
    (path / "token").write_text(home.token)
    for words in serving.prepare:
        run(home.words(words), cwd=place.checkout, timeout=60, env=home.environment(serving))
    return home


def _new_folder(parent: Path, name: str) -> Path:
    """Make the first of name-1, name-2, ... that is not there yet: the same names in every run."""
    parent.mkdir(parents=True, exist_ok=True)
    number = 1
    while True:
        try:
            (parent / f"{name}-{number}").mkdir()
            return parent / f"{name}-{number}"
        except FileExistsError:
            number += 1


@contextmanager
def serving_at(home: Home, serving: Serving, arguments: Sequence[str]) -> Iterator[Running]:
    """Start the server and wait until it says where it listens."""
    log = home.path / "server.log"
    demand_free(home.port if serving.ready == "port" else 0)
    argv = home.words((*serving.argv, *arguments))
    with log.open("wb") as out:
        process = subprocess.Popen(
            [str(which(argv[0])), *argv[1:]],
            cwd=home.place.checkout,
            env={**inherited(), **home.environment(serving)},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    with alive(process.pid):
        try:
            yield Running(home, process, address(_where(home, serving, log), process, log))
        finally:
            kill_group(process.pid)
            process.wait()


def refused_start(home: Home, serving: Serving, arguments: Sequence[str]) -> Completed:
    """Start the server in a way that it should refuse; one that listens instead is ended after a while."""
    argv = home.words((*serving.argv, *arguments))
    return run(argv, cwd=home.place.checkout, timeout=_PATIENCE, env=home.environment(serving), expect=None)


def _where(home: Home, serving: Serving, log: Path) -> Callable[[], str | None]:
    if serving.ready == "port":
        return lambda: knocked(home.port)
    ready = log if serving.ready == "stdout" else Path(home.words([serving.ready])[0])
    return lambda: stated(ready)
