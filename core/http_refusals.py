"""Answers over HTTP that settle nothing: the server is busy, will not say, or says what cannot be."""

from core.errors import Unavailable, Undecided


class Busy(Unavailable):
    """The server asks to come back later, or broke off; `wait` is what it asked for."""

    def __init__(self, *, got: str, wait: float | None = None) -> None:
        """Remember the wait that a Retry-After header asked for."""
        super().__init__(got=got, expected="an answer", advice="the server or the way to it is in trouble: run again later")
        self.wait = wait


class Denied(Unavailable):
    """The server will not say: credentials are missing or do not suffice."""

    def __init__(self, status: int, where: str) -> None:
        """Keep the status: some servers say 403 for what is not there."""
        super().__init__(
            got=f"status {status} from {where}",
            expected="a URL that this user can read",
            advice="check the credentials in the client's own configuration",
        )
        self.status = status


def wrong(got: str, expected: str) -> Undecided:
    """Name an answer that is wrong however often one asks."""
    return Undecided(got=got, expected=expected, advice="request the same URL manually")
