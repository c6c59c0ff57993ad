"""What a build run says about itself: the file metadata.json inside its metadata artifact."""

from typing import Any

import msgspec

from core.errors import Undecided
from core.strict_json import parse
from facts.github.gh_api import Forge
from facts.github.run_artifacts import download, kept_artifacts, members

FILE = "metadata.json"


class Metadata(msgspec.Struct, frozen=True, forbid_unknown_fields=False):
    """The fields that a build run records; a field that is not there reads as empty."""

    tag: str = ""
    version: str = ""
    source_sha: str = ""
    source_ref: str = ""
    source_run_id: str | int = ""  # some write it as a number
    source_workflow: str = ""


def metadata_document(forge: Forge, run_id: int, artifact: str) -> dict[str, Any] | None:
    """Return the metadata of a run, None where the run has no such artifact or no such file in it."""
    found = [item for item in kept_artifacts(forge, run_id) if item.name == artifact]
    texts = [data for item in found for path, data in members(download(forge, item), item.name) if path == FILE]
    if not texts:
        return None
    if len(texts) > 1:
        raise Undecided(got=f"{len(texts)} artifacts {artifact}", expected="one", advice=f"look at run {run_id}")
    return dict(parse(texts[0], f"{artifact}/{FILE} of run {run_id}"))
