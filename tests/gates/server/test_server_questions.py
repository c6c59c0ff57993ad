"""A small real server, started and asked on loopback: silent when it is right, loud for each way it can be wrong."""

import socket
from collections.abc import Sequence
from pathlib import Path

import pytest

from core.errors import Unavailable, Undecided
from core.run_cache import Once
from facts.builds.project_builds import Builds
from facts.vcs.git import Checkout
from gates.server import answers, binding, security_files
from profiles.schema.builds import BuildsTable
from profiles.schema.server_config import IdleTimeout, Question, RefusedStart, Serving
from tests.repository import checkout, commit, git

SERVER = """
import http.server, os, signal, sys, threading
home, spoil, words = sys.argv[1], os.environ.get("SPOIL", ""), sys.argv[2:]
token = open(f"{home}/token").read() if "--guarded" in words else None
bind = words[words.index("--bind") + 1] if "--bind" in words else "127.0.0.1"
if bind != "127.0.0.1" and spoil != "public":
    print("a public address needs a token", file=sys.stderr)
    sys.exit(2)

def heard(said):
    right = f"Bearer {token}"
    careless = {
        "prefix": bool(said) and right.startswith(said),
        "longer": said.startswith(right),
        "case": said.lower() == right.lower(),
    }
    return right if careless.get(spoil) else said

class Handler(http.server.BaseHTTPRequestHandler):
    timeout = 60 if spoil == "patient" else 1
    def do_GET(self):
        said = heard(self.headers.get("Authorization", ""))
        if self.path == "/healthz": status = 200
        elif token and (said != f"Bearer {token}" if spoil != "any" else not said): status = 401
        elif "%2e" in self.path and spoil != "traversal": status = 400
        elif self.path.startswith("/pools"): status = 200
        else: status = 404
        self.send_response(status)
        if spoil == "cors": self.send_header("Access-Control-Allow-Origin", "*")
        self.end_headers()
    def do_POST(self):
        size = int(self.headers["Content-Length"])
        self.send_response(413 if size > 100 and spoil != "body" else 201)
        self.end_headers()
    def log_message(self, *_): pass

port = int(words[words.index("--port") + 1]) if "--port" in words else 0
server = http.server.ThreadingHTTPServer((bind, port), Handler)
server.daemon_threads = True
if spoil != "stubborn":
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
open(f"{home}/ready", "w").write(f"{bind}:{server.server_port}\\n")
server.serve_forever(0.05)
"""
SERVING = Serving(("{python}", "{checkout}/server.py", "{home}"), "{home}/ready", guarded=("--guarded",))


@pytest.fixture
def builds(tmp_path: Path) -> Builds:
    """Clone a project whose only program is the server."""
    project = checkout(tmp_path / "project", {"server.py": SERVER})
    git(project.path, "tag", "v0.1.0")
    work = tmp_path / "work"
    return Builds(project.path, project.head, "v0.1.0", BuildsTable(), work, Once(work / "once"))


def spoiled(how: str) -> Serving:
    """Start the server in one of its wrong ways."""
    return Serving(SERVING.argv, SERVING.ready, guarded=SERVING.guarded, env={"SPOIL": how})


QUESTIONS = {
    "any": Question("wrong token", "/pools", (401,), token="wrong"),
    "traversal": Question("encoded traversal", "/pools/%2e%2e%2fx", (400,)),
    "cors": Question(
        "foreign origin",
        "/pools",
        (200,),
        headers={"Origin": "https://a.example"},
        absent_headers=("Access-Control-Allow-Origin",),
    ),
    "body": Question("long body", "/pools", (413,), method="POST", body_bytes=101),
}


@pytest.mark.parametrize("how", QUESTIONS)
def test_a_right_answer_is_silent_and_its_contrary_is_not(builds: Builds, how: str) -> None:
    """The judgement accepts the server's answer, and refuses the known-bad one that was asked for beside it."""
    given, contrary = answers.answer(builds, SERVING, QUESTIONS[how])
    assert answers.complaints(given) == []
    assert answers.complaints(contrary)[0].expected


@pytest.mark.parametrize("how", QUESTIONS)
def test_a_server_that_is_wrong_in_one_way_is_told_so(builds: Builds, how: str) -> None:
    """Any token opens it, names climb out of the folder, every origin may read, any body fits."""
    given, _ = answers.answer(builds, spoiled(how), QUESTIONS[how])
    (one,) = answers.complaints(given)
    assert QUESTIONS[how].name in one.got


@pytest.mark.parametrize(("how", "said"), [("prefix", "one character less"), ("longer", "one more"), ("case", "another case")])
def test_a_token_that_nearly_fits_opens_nothing(builds: Builds, how: str, said: str) -> None:
    """A careless comparison takes a part of the token, more than the token, or another case of it."""
    (one,) = answers.complaints(answers.answer(builds, spoiled(how), QUESTIONS["any"])[0])
    assert f"wrong token, {said}): 200, expected 401" in one.problem


@pytest.mark.parametrize(("token", "status"), [("none", 401), ("wrong", 401), ("query", 401), ("right", 200)])
def test_each_way_to_send_a_token_is_tried(builds: Builds, token: str, status: int) -> None:
    """None, a wrong one, one in the address, the right one."""
    question = Question("token", "/pools", (status,), token=token)  # type: ignore[arg-type]
    assert answers.complaints(answers.answer(builds, SERVING, question)[0]) == []


def test_a_server_that_is_not_well_is_undecided(builds: Builds) -> None:
    """A wrong health path is the profile's slip, not an answer to the question."""
    serving = Serving(SERVING.argv, SERVING.ready, health="/nowhere")
    with pytest.raises(Undecided, match="404 from /nowhere"):
        answers.answer(builds, serving, QUESTIONS["traversal"])


def test_a_server_that_does_not_start_is_undecided(builds: Builds) -> None:
    """What it said last is in the sentence."""
    serving = Serving(("{python}", "-c", "raise SystemExit('no such option')"), "{home}/ready")
    with pytest.raises(Undecided, match=r"exit status 1\): no such option"):
        answers.answer(builds, serving, QUESTIONS["traversal"])


REFUSAL = RefusedStart("public", ("--bind", "192.0.2.1"), "token")


@pytest.mark.parametrize(("serving", "count"), [(SERVING, 0), (spoiled("public"), 1)])
def test_a_public_address_must_be_refused_for_its_reason(builds: Builds, serving: Serving, count: int) -> None:
    """One that goes on to bind fails too, but not for that reason."""
    found = binding.judging(REFUSAL)(binding.start(builds, serving, REFUSAL.arguments))
    assert len(found) == count
    assert all(one.fix == "refuse it before binding" for one in found)


KNOCKING = Serving(SERVING.argv, "port", anywhere=("--port", "{port}"), unaddressed=("--port", "{port}"))


def test_a_server_that_says_nothing_is_found_by_knocking(builds: Builds) -> None:
    """Where a server cannot say where it listens, it is told a free port."""
    given, _ = answers.answer(builds, KNOCKING, Question("open", "/pools", (200,), guarded=False))
    assert answers.complaints(given) == []
    assert binding.own_choice(builds, KNOCKING) == ("127.0.0.1",)


def test_somebody_elses_server_is_not_taken_for_ours(builds: Builds) -> None:
    """A port that is taken before the start is the environment's."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = Serving(SERVING.argv, "port", port=other.getsockname()[1])
        with pytest.raises(Unavailable, match="a different program listening on 127.0.0.1:.* before the server was started"):
            binding.own_choice(builds, taken)


def test_its_own_choice_is_loopback(builds: Builds) -> None:
    """It is found on 127.0.0.1 and does not answer on another address of this machine."""
    assert binding.own_choice(builds, SERVING) == ("127.0.0.1",)


@pytest.mark.parametrize(
    ("addresses", "count"), [(("127.0.0.1", "::1", "localhost"), 0), (("198.51.100.7",), 1), (("every",), 1)]
)
def test_what_others_can_reach_is_named(addresses: Sequence[str], count: int) -> None:
    """Loopback in all its spellings is fine."""
    assert len(binding.public(addresses)) == count


@pytest.mark.parametrize(("how", "count"), [("", 0), ("stubborn", 1)])
def test_it_must_end_when_told(builds: Builds, how: str, count: int) -> None:
    """A server that dies of SIGTERM instead of ending leaves another status."""
    assert len(binding.unclean(binding.end_status(builds, spoiled(how)))) == count


@pytest.mark.parametrize(("how", "count"), [("", 0), ("patient", 1)])
def test_a_silent_client_must_be_hung_up_on(builds: Builds, how: str, count: int) -> None:
    """Half a request, then nothing."""
    waited = [answers.seconds_until_hang_up(builds, spoiled(how), IdleTimeout("half", within=3))]
    assert len(answers.patience_complaints(waited)) == count


@pytest.mark.parametrize(
    ("was", "now", "count"),
    [
        ("token and (said", "token or (said", 2),
        ("status = 400", "status = 200", 2),  # says nothing of tokens, and lies in the function that does
        ("server_port", "server_address[1]", 0),
    ],
)
def test_a_change_where_tokens_are_spoken_of_is_noticed(builds: Builds, was: str, now: str, count: int) -> None:
    """Every changed line counts in a function that speaks of what is watched, none elsewhere."""
    project = Checkout(builds.project)
    commit(project.path, {"server.py": SERVER.replace(was, now)})
    found = security_files.changed(project, "v0.1.0", ["server.py"], "Bearer")
    assert len(found) == count
    assert all(str(line).startswith(("server.py: + ", "server.py: - ")) for line in found)
    assert len(security_files.watched(project, ["server.py"], "token")) == 4


def test_a_guard_of_an_older_tree_is_watched_where_it_was(builds: Builds) -> None:
    """The profile names today's file and the former one; one that was never anywhere is not passed over."""
    project = Checkout(builds.project)
    commit(project.path, {"server.py": SERVER.replace("token and (said", "token or (said")})
    assert len(security_files.changed(project, "v0.1.0", ["new.py | server.py"], "Bearer")) == 2
    assert len(security_files.watched(project, ["new.py | server.py", "server.py"], "token")) == 4
    with pytest.raises(Undecided, match=r"no file new\.py, expected the security file in the profile"):
        security_files.changed(project, "v0.1.0", ["server.py", "new.py"], "Bearer")
