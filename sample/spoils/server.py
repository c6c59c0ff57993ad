"""What gate 9 refuses: a server that is open to more people, or to more of a request, than it should be."""
# ruff: noqa: D401 -- a spoil says what is wrong, not what to do

from sample.draft import Draft
from sample.spoils.registry import refused_by

_HTTP = "src/brook/_http.py"


@refused_by("pre_release/test_server::test_a_public_bind_is_refused")
def public_without_token(draft: Draft) -> None:
    """A public address is bound without a token."""
    draft.replace(_HTTP, "    if settings.token is None:\n        raise", "    if settings.token == '':\n        raise")


@refused_by("pre_release/test_server::test_a_wrong_token_is_refused")
def any_token_opens(draft: Draft) -> None:
    """Any bearer token opens the server."""
    draft.replace(
        _HTTP,
        'return hmac.compare_digest((header or "").encode("utf-8", "replace"), expected)',
        'return (header or "").startswith("Bearer ")',
    )


@refused_by("pre_release/test_server::test_the_body_limit_holds")
def body_unlimited(draft: Draft) -> None:
    """A body of any length is accepted."""
    draft.replace("src/brook/server.py", "elif int(text) > self.server.settings.max_body:", "elif int(text) < 0:")
