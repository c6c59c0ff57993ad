"""What gate 9 refuses: a server that is open to more people, or to more of a request, than it should be."""

from sample.defects.registry import refused_by
from sample.written_tree import WrittenTree

_HTTP = "src/brook/_http.py"


@refused_by("pre_release/test_server::test_unsafe_start_is_refused[public-without-token]")
def public_without_token(draft: WrittenTree) -> None:
    """A public address is bound without a token."""
    draft.replace(_HTTP, "    if settings.token is None:\n        raise", "    if settings.token == '':\n        raise")


@refused_by("pre_release/test_server::test_http_responses_are_correct[wrong-token]")
def any_token_opens(draft: WrittenTree) -> None:
    """Any bearer token opens the server."""
    draft.replace(
        _HTTP,
        'return hmac.compare_digest((header or "").encode("utf-8", "replace"), expected)',
        'return (header or "").startswith("Bearer ")',
    )


@refused_by("pre_release/test_server::test_http_responses_are_correct[long-body]")
def body_unlimited(draft: WrittenTree) -> None:
    """A body of any length is accepted."""
    draft.replace("src/brook/server.py", "elif int(text) > self.server.settings.max_body:", "elif int(text) < 0:")


@refused_by("pre_release/test_server::test_idle_connections_time_out[half-a-request]")
def patient_for_ever(draft: WrittenTree) -> None:
    """A client that says nothing is waited for without end."""
    draft.replace(
        "src/brook/server.py", "self.connection.settimeout(self.server.settings.timeout)", "self.connection.settimeout(None)"
    )


@refused_by("pre_release/test_server::test_graceful_shutdown_on_sigterm")
def deaf_to_the_service_manager(draft: WrittenTree) -> None:
    """SIGTERM ends the server as an accident, not with status 0."""
    draft.replace("src/brook/server.py", "    signal.signal(signal.SIGTERM, stop)\n", "")


@refused_by("pre_release/test_server::test_security_changes_are_reviewed")
def guard_changed_unsigned(draft: WrittenTree) -> None:
    """Bodies may be eight times as long as before, and nobody has signed that off."""
    draft.replace("src/brook/_http.py", "max_body: int = 1024 * 1024", "max_body: int = 8 * 1024 * 1024")
