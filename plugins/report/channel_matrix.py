"""The matrix of channel by platform, as the check of identity left it in the evidence: ready to be shown."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from plugins.report.report_model import Json, Story

EVERY = "every platform"
_UNTRACED = "not traced"


@dataclass(frozen=True)
class ShownFile:
    """One file in a cell."""

    name: str
    digest: str
    traced: str

    @property
    def is_traced(self) -> bool:
        """Whether it is known to come from the tag's commit."""
        return not self.traced.startswith(_UNTRACED)


@dataclass(frozen=True)
class MatrixCell:
    """What users of one platform get from one channel."""

    files: tuple[ShownFile, ...]
    otherwise: str  # what an empty cell means


@dataclass(frozen=True)
class ChannelMatrix:
    """One stage's matrix."""

    stage: str
    platforms: tuple[str, ...]
    rows: tuple[tuple[str, tuple[MatrixCell, ...]], ...]


def matrices(story: Story) -> list[ChannelMatrix]:
    """Return the matrix, of what was delivered rather than of what was staged; none before either."""
    told: dict[str, list[Json]] = defaultdict(list)
    for record in story.records:
        placed = [file for file in record["artifacts"] if file.get("platform")]
        told[record["stage"]] += [file for file in placed if file not in told[record["stage"]]]
    return [_matrix(story, stage, files) for stage, files in told.items() if files][-1:]


def _matrix(story: Story, stage: str, files: list[Json]) -> ChannelMatrix:
    named = dict.fromkeys(str(file["platform"]) for file in files)
    platforms = (*(name for name in named if name != EVERY), *(name for name in named if name == EVERY))
    titles = {channel["word"]: channel["title"] for channel in story.plan["channels"]}
    channels = dict.fromkeys(str(file["channel"]) for file in files)
    rows = [
        (str(titles.get(word, word)), _row([file for file in files if file["channel"] == word], platforms)) for word in channels
    ]
    return ChannelMatrix(stage, platforms, tuple(rows))


def _row(files: list[Json], platforms: tuple[str, ...]) -> tuple[MatrixCell, ...]:
    for_all = any(file["platform"] == EVERY for file in files)
    otherwise = f"as for {EVERY}" if for_all else "not planned"
    return tuple(MatrixCell(tuple(_shown(file) for file in files if file["platform"] == name), otherwise) for name in platforms)


def _shown(file: dict[str, Any] | Json) -> ShownFile:
    return ShownFile(str(file["name"]), str(file["sha256"])[:12], str(file["traced"]))
