"""What can go wrong, typed: every message says what was got, what was expected and what to do."""


class Fault(Exception):
    """Something other than the release itself is wrong; `kind` says how a blocker names it."""

    kind = "incomplete"

    def __init__(self, *, got: str, expected: str, advice: str, rule: str = "", path: str = "") -> None:
        """Three clauses that together make one sentence; a rule and a place where another check finds the same."""
        super().__init__(got, expected, advice)
        self.rule, self.path = rule, path
        self.got = got
        self.expected = expected
        self.advice = advice

    def __str__(self) -> str:
        """Return the sentence that a maintainer reads."""
        return f"got {self.got}, expected {self.expected}; {self.advice}"


class Unavailable(Fault):
    """A tool, the network, a permission or an input is missing: repeat with it."""

    kind = "environment"


class NotGiven(Unavailable):
    """An input that the check needs was not named on the command line: it did not run."""


class Undecided(Fault):
    """The question was asked and the answer does not settle it."""

    kind = "incomplete"


class Refused(Fault):
    """The user's input cannot be used; nothing was run."""

    kind = "input"


class Overdue(BaseException):
    """A check did not end within its time; no check may take it for an answer of what it asks."""

    def __init__(self, seconds: float) -> None:
        """Remember the bound."""
        super().__init__(seconds)
        self.got = f"a check still running after {seconds:g} s"
        self.expected = "a check that ends within its time limit"
        self.advice = "check what it waits for; seconds and static_seconds under [project] in the profile change the limit"

    def __str__(self) -> str:
        """Return the sentence that a maintainer reads."""
        return f"got {self.got}, expected {self.expected}; {self.advice}"
