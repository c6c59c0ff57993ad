"""How large an archive may be, and what it means to be refused by name."""

from dataclasses import dataclass

from core.errors import Fault


@dataclass(frozen=True)
class Limits:
    """Bounds that no honest package of this field comes near."""

    members: int = 50_000
    member: int = 2**29  # bytes of one unpacked member
    total: int = 2**30  # bytes of all unpacked members
    ratio: int = 400  # unpacked to packed, beyond the first megabyte
    name: int = 1024


class Hostile(Fault):
    """An archive that must not be handed to anybody: every danger in it has a name."""

    def __init__(self, archive: str, dangers: list[str]) -> None:
        """Say which archive and what is in it."""
        super().__init__(
            got=f"{archive} with {'; '.join(dangers[:5])}",
            expected="an archive of plain files and directories with relative names",
            advice="build it again and find out who made it",
        )
        self.dangers = dangers
