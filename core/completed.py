"""A tool that ended by itself, as every caller sees it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Completed:
    """A tool that ended by itself: exit status, both streams as bytes, seconds."""

    argv: tuple[str, ...]
    status: int
    stdout: bytes
    stderr: bytes
    duration: float

    @property
    def text(self) -> str:
        """Standard output as text."""
        return self.stdout.decode("utf-8", "replace")

    @property
    def errors(self) -> str:
        """Standard error as text."""
        return self.stderr.decode("utf-8", "replace")

    def __str__(self) -> str:
        """Return what a report shows of it: nothing that differs from run to run."""
        return f"`{self.line}` with exit status {self.status}"

    @property
    def line(self) -> str:
        """The command as a person would read it."""
        return " ".join(self.argv)
