"""The quiet session behind the HTML report: `python -m plugins.report.html_session DOCUMENT.json PAGE.html`."""

import json
import sys
from collections.abc import Generator, Iterator
from html import escape
from pathlib import Path
from typing import Any, ClassVar

import pytest
from jinja2 import Environment, FileSystemLoader

from plugins.report.channel_matrix import matrices
from plugins.report.next_step import next_step
from plugins.report.performance_chart import charts
from plugins.report.release_steps import steps
from plugins.report.report_model import Shown, Story, seconds, short, wall
from plugins.report.screen import figures, who
from plugins.report.status_rows import subjects

_TEMPLATES = Path(__file__).parent
_COLUMNS = {"result": "Result", "requirement": "Requirement", "gate": "Gate or channel", "examined": "Examined", "time": "Time"}
_FIRST = ("failed", "error", "not_run", "passed")


class RecordItem(pytest.Item):
    """One judged record, told again as a test."""

    def __init__(self, record: dict[str, Any], **rest: Any) -> None:
        """Take the record along; hooks read it again from the report."""
        super().__init__(**rest)
        self.record = record

    def setup(self) -> None:
        """Be what the judge said: errors and what did not run show before the call."""
        if self.record["outcome"] == "error":
            raise AssertionError(self.record["message"])
        if self.record["outcome"] == "not_run":
            pytest.skip(str(self.record["message"]))

    def runtest(self) -> None:
        """Fail where the record failed."""
        if self.record["outcome"] == "failed":
            raise AssertionError(self.record["message"])

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *_: Any, **__: Any) -> str:
        """Return the record's message, without a traceback of this module."""
        return str(excinfo.value)


class RecordsFile(pytest.File):
    """The document as a file of tests, those that need attention first."""

    records: ClassVar[list[dict[str, Any]]] = []

    def collect(self) -> Iterator[pytest.Item]:
        """Yield the records by outcome, then in the plan's order."""
        for record in sorted(self.records, key=lambda record: _FIRST.index(record["outcome"])):
            yield RecordItem.from_parent(self, name=record["id"], record=record)


class Anchors:
    """The link of each finding: the same in every report that has it, and another for the same words at another line."""

    def __init__(self) -> None:
        """Start with none taken."""
        self.taken: dict[str, list[int]] = {}

    def __call__(self, shown: Shown) -> str:
        """Return one finding's link."""
        name = f"{shown.finding.rule}-{shown.finding.digest[:12]}"
        lines = self.taken.setdefault(name, [])
        if shown.finding.line not in lines:
            lines.append(shown.finding.line)
        number = lines.index(shown.finding.line)
        return f"{name}-{number + 1}" if number else name


class ReportHooks:
    """The hooks through which pytest-html is told what to show."""

    def __init__(self, document: dict[str, Any]) -> None:
        """Prepare the templates, which escape every text."""
        self.document, self.run, self.story = document, document["runs"][-1], Story(document)
        self.templates = Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True)
        self.templates.globals.update(seconds=seconds, short=short, story=self.story, run=self.run, anchor=Anchors())
        self.templates.filters["short"] = short
        self.templates.filters["padded"] = lambda number: f"{round(number):012}"

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> pytest.File | None:
        """Make the one file of this session the file of records."""
        RecordsFile.records = self.document["checks"]
        return RecordsFile.from_parent(parent, path=file_path) if file_path.suffix == ".records" else None

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: RecordItem) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Take the record and its own duration along to the page."""
        report = yield
        report.record = item.record  # type: ignore[attr-defined]
        report.duration = item.record["duration"] if report.when == "call" else 0.0
        return report

    def pytest_metadata(self, metadata: dict[str, Any]) -> None:
        """Show what was verified, not what rendered the page."""
        metadata.clear()
        metadata.update({key: escape(str(value)) for key, value in self._context().items()})  # the page takes them as HTML

    def pytest_html_report_title(self, report: Any) -> None:
        """Name the release and the verdict; say `not run` where pytest says skipped."""
        report.title = f"{self.story.name}: {self.story.state}"
        report.outcomes["skipped"]["label"] = "Not run"

    def pytest_html_results_summary(self, prefix: list[str]) -> None:
        """Put the verdict and all that explains it on top."""
        prefix.append(
            self._render(
                "summary.jinja2",
                style=(_TEMPLATES / "report.css").read_text("utf-8"),
                figures=figures(self.story, self.run),
                who=who(self.story.release),
                subjects=subjects(self.story),
                matrices=matrices(self.story),
                charts=charts(self.story),
                steps=steps(self.story),
                script=(_TEMPLATES / "filter.js").read_text("utf-8"),
                next=next_step(self.story, self.run),
                slowest=self.story.slowest(self.run)[:8],
                wall=wall(self.run),
            )
        )

    def pytest_html_results_table_header(self, cells: list[str]) -> None:
        """Name the columns."""
        cells[:] = [f'<th class="sortable" data-column-type="{key}">{title}</th>' for key, title in _COLUMNS.items()]

    def pytest_html_results_table_row(self, report: Any, cells: list[str]) -> None:
        """Fill the columns; the first cell is pytest-html's own, by which it filters."""
        rendered = self._render("row.jinja2", record=report.record, place=self._place(report.record))
        cells[:] = [cells[0], *rendered.splitlines()]

    def pytest_html_results_table_html(self, report: Any, data: list[str]) -> None:
        """Show below a row what the record holds; pytest-html colours lines that begin with E, so there is one line only."""
        data[:] = [self._render("detail.jinja2", record=report.record).replace("\n", "&#10;")]

    def _context(self) -> dict[str, Any]:
        release, run = self.story.release, self.run
        tools = ", ".join(f"{tool} {version}" for tool, version in run["tools"].items())
        return {
            "Project": f"{release['project']}, profile {release['profile']}",
            "Commit": release["commit"] or "unknown",
            "Tree": release["tree"] or "unknown",
            "Run": f"{run['nonce']}, begun {run['started']}",
            "Host": ", ".join(map(str, run["host"].values())),
            "Suite": run["suite_version"],
            "Tools": tools or "none recorded",
            "Seal": self.document["seal"],
        }

    def _place(self, record: dict[str, Any]) -> str:
        titles = {gate["word"]: gate["title"] for gate in self.story.plan["gates"]}
        return str(titles.get(record["gate"]) or record["channel"] or record["stage"].replace("_", " "))

    def _render(self, name: str, **values: Any) -> str:
        return self.templates.get_template(name).render(**values)


def main(document: Path, page: Path) -> int:
    """Run the session in the document's folder, which holds nothing else."""
    root = document.parent
    (root / "pytest.ini").write_text("[pytest]\ninitial_sort = original\nrender_collapsed = passed\n")
    (root / "judged.records").touch()
    options = [
        "--disable-plugin-autoload",
        "-p",
        "metadata",
        "-p",
        "html",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:unraisableexception",
        "-q",
        "--tb=no",
    ]
    paths = [f"--rootdir={root}", f"--config-file={root / 'pytest.ini'}", f"--html={page}", "--self-contained-html"]
    plugin = ReportHooks(json.loads(document.read_text("utf-8")))
    return int(pytest.main([*options, *paths, str(root / "judged.records")], plugins=[plugin]))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
