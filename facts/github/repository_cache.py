"""One repository's forge, asked each question once: answers are shared by all who ask in a run."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from facts.github.active_workflows import Input, default_branch, dispatch_inputs, workflow_text
from facts.github.build_metadata import Metadata, metadata_document
from facts.github.failure import RunFailure, failure_of, run_log
from facts.github.gh_api import Forge
from facts.github.github_releases import ForgeRelease, asset_digest, release_document
from facts.github.refs import forge_tag
from facts.github.run_artifacts import ArtifactFile, files_document
from facts.github.runs import Run, RunRecord, read, run_document, runs_of, there
from facts.github.settings import Secret, secrets

Once = Callable[[str, Callable[[], Any]], Any]


@dataclass(frozen=True)
class Inquiry:
    """Questions to a forge; `once` keeps each answer for the run and shows its commands to every check that asks."""

    forge: Forge
    once: Once

    def run_answer(self, run_id: int) -> Any:
        """Return a run with its workflow and jobs as the forge answers, None where it is not there."""
        return self._ask(f"run {run_id}", lambda: run_document(self.forge, run_id))

    def run(self, run_id: int) -> RunRecord:
        """Return a run that is there."""
        return read(there(self.run_answer(run_id), f"run {run_id}"), RunRecord)

    def runs(self, workflow: str) -> list[Run]:
        """Return the newest hundred runs of a workflow, by its file name."""
        return [read(item, Run) for item in self._ask(f"runs {workflow}", lambda: runs_of(self.forge, workflow, "per_page=100"))]

    def metadata_answer(self, run_id: int, artifact: str) -> Any:
        """Return a run's metadata.json, None where it is not there."""
        return self._ask(f"metadata {run_id} {artifact}", lambda: metadata_document(self.forge, run_id, artifact))

    def metadata(self, run_id: int, artifact: str) -> Metadata:
        """Return the metadata of a run that has some."""
        return read(there(self.metadata_answer(run_id, artifact), f"metadata.json of run {run_id}"), Metadata)

    def files(self, run_id: int, skip: str = "", only: str = "") -> list[ArtifactFile]:
        """Return every file in the artifacts of a run, all but `skip` or `only` one."""
        make = lambda: files_document(self.forge, run_id, skip, only)  # noqa: E731  the question, not the answer
        return [read(item, ArtifactFile) for item in self._ask(f"files {run_id} {skip} {only}", make)]

    def log(self, record: RunRecord, job: str) -> str:
        """Return the log of a job by its name, of all jobs where the name is empty."""
        return str(self._ask(f"log {record.run.id} {job}", lambda: run_log(self.forge, record, job)))

    def failure(self, record: RunRecord) -> RunFailure:
        """Return the failed jobs of a run and the end of their logs."""
        asked = self._ask(f"failure {record.run.id}", lambda: failure_of(self.forge, record).document)
        return RunFailure(asked["url"], asked["run_id"], tuple(asked["jobs"]), asked["excerpt"])

    def tag_object(self, name: str) -> str | None:
        """Return the object that a tag names on GitHub, None where it is not there."""
        answer = self._ask(f"tag {name}", lambda: getattr(forge_tag(self.forge, name), "object", None))
        return None if answer is None else str(answer)

    def release(self, tag: str) -> ForgeRelease | None:
        """Return the published release of a tag, None where there is none."""
        answer = self._ask(f"release {tag}", lambda: release_document(self.forge, tag))
        return None if answer is None else read(answer, ForgeRelease)

    def asset_digests(self, release: ForgeRelease | None) -> dict[str, str]:
        """Return the sha256 of every asset by its name."""
        if release is None:
            return {}
        make = lambda: {item.name: asset_digest(self.forge, item) for item in release.assets}  # noqa: E731
        return dict(self._ask(f"assets {release.tag_name}", make))

    def secrets(self) -> list[Secret]:
        """Return the repository's secrets: names and when they were last written."""
        asked = self._ask("secrets", lambda: [[item.name, item.updatedAt] for item in secrets(self.forge)])
        return [Secret(name, written) for name, written in asked]

    def default_branch(self) -> str:
        """Return the branch that a dispatch without a ref runs on."""
        return str(self._ask("branch", lambda: default_branch(self.forge)))

    def inputs(self, path: str, ref: str) -> dict[str, Input] | None:
        """Return the inputs of a workflow's manual dispatch at a ref, None where it has none."""
        text = self._ask(f"workflow {path} {ref}", lambda: workflow_text(self.forge, path, ref))
        return dispatch_inputs(text, path) if text else None

    def _ask(self, question: str, make: Callable[[], Any]) -> Any:
        return self.once(f"forge {self.forge.address} {question}", make)
