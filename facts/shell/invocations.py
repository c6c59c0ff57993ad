"""What a command really runs: wrappers like `sudo` and `python -m` taken off, subcommand and flags told apart."""

from __future__ import annotations

from dataclasses import dataclass

from facts.shell.syntax import Call, Word

_WRAPPERS = frozenset({"sudo", "exec", "command", "time", "nice", "nohup", "env", "npx", "bunx", "uvx", "builtin"})
_TWO_WORDS = {("uv", "run"), ("uv", "x"), ("pipx", "run"), ("pnpm", "dlx"), ("pnpm", "exec"), ("yarn", "dlx")}
_PYTHONS = ("python", "python3", "py")


@dataclass(frozen=True, slots=True)
class Invocation:
    """A tool, its arguments without flags, and its flags as written."""

    tool: str
    arguments: tuple[str, ...]
    flags: tuple[str, ...]
    words: tuple[Word, ...]

    def runs(self, *line: str) -> bool:
        """Whether it is this tool with these subcommands first."""
        return (self.tool, *self.arguments)[: len(line)] == line

    def flag(self, *names: str) -> bool:
        """Whether one of the flags is there, with a value or without; `--flag=false` is absent."""
        return any(given.split("=", 1)[0] in names and not given.endswith("=false") for given in self.flags)

    def value(self, *names: str) -> str | None:
        """Return the value of a flag, from `--flag=value` or the word after it."""
        texts = [word.text for word in self.words]
        for text, after in zip(texts, [*texts[1:], ""], strict=False):
            if text in names:
                return after
            if text.split("=", 1)[0] in names:
                return text.split("=", 1)[1]
        return None


def invocation(call: Call) -> Invocation:
    """Return the invocation behind a call."""
    words = _unwrapped([word for word in call.words])
    tool = words[0].text.rsplit("/", 1)[-1] if words and words[0].plain else ""
    rest = words[1:]
    arguments = tuple(w.text for w in rest if not w.text.startswith(("-", "+")) or len(w.text) == 1)
    flags = tuple(w.text for w in rest if w.text.startswith("-") and len(w.text) > 1)
    return Invocation(tool.removesuffix(".exe"), arguments, flags, tuple(rest))


def _unwrapped(words: list[Word]) -> list[Word]:
    while len(words) > 1:
        name, second = words[0].text.rsplit("/", 1)[-1], words[1].text
        if name in _WRAPPERS:
            words = _after_options(words[1:])
        elif (name, second) in _TWO_WORDS:
            words = _after_options(words[2:])
        elif name.startswith(_PYTHONS) and second == "-m" and len(words) > 2:
            words = words[2:]
        else:
            break
    return words


def _after_options(words: list[Word]) -> list[Word]:
    while words and (words[0].text.startswith("-") or "=" in words[0].text.split("/", 1)[0]):
        words = words[1:]
    return words
