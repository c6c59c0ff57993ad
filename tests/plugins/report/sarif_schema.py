"""SARIF 2.1.0 as far as the suite writes it: a reduced schema, strict, so that no key is misspelled or of another type."""

import re
from typing import Annotated, Any, Literal

import msgspec

Level = Literal["none", "note", "warning", "error"]  # section 3.27.10
Text = Annotated[str, msgspec.Meta(min_length=1)]
Time = Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")]  # section 3.9
Reference = Annotated[str, msgspec.Meta(pattern=r"^([A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+$")]  # RFC 3986


class Strict(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True, rename="camel"):
    """An object of the log."""


class Message(Strict):
    """Section 3.11."""

    text: Text


class Region(Strict):
    """Section 3.30."""

    start_line: Annotated[int, msgspec.Meta(ge=1)]


class ArtifactLocation(Strict):
    """Section 3.4."""

    uri: Reference


class PhysicalLocation(Strict):
    """Section 3.29."""

    artifact_location: ArtifactLocation
    region: Region | None = None


class Location(Strict):
    """Section 3.28."""

    physical_location: PhysicalLocation


class Suppression(Strict):
    """Section 3.35."""

    kind: Literal["inSource", "external"]
    justification: Text


class Result(Strict):
    """Section 3.27."""

    rule_id: Text
    level: Level
    message: Message
    partial_fingerprints: dict[str, str]
    properties: dict[str, Any]
    locations: list[Location] = []
    suppressions: list[Suppression] = []


class Configuration(Strict):
    """Section 3.50."""

    level: Level


class Descriptor(Strict):
    """Section 3.49."""

    id: Text
    short_description: Message
    help: Message
    default_configuration: Configuration
    full_description: Message | None = None


class Driver(Strict):
    """Section 3.19."""

    name: Text
    version: Text
    rules: list[Descriptor]


class Tool(Strict):
    """Section 3.18."""

    driver: Driver


class Notification(Strict):
    """Section 3.58."""

    level: Level
    message: Message


class Invocation(Strict):
    """Section 3.20."""

    execution_successful: bool
    exit_code: int | None
    start_time_utc: Time
    tool_execution_notifications: list[Notification]
    end_time_utc: Time | None = None


class Run(Strict):
    """Section 3.14."""

    tool: Tool
    invocations: list[Invocation]
    results: list[Result]
    properties: dict[str, Any]


class Log(Strict):
    """Section 3.13."""

    version: Literal["2.1.0"]
    runs: list[Run]
    schema: str = msgspec.field(name="$schema")


def log(text: str) -> Log:
    """Return a log that fits: by type, each rule described once, each result's rule described."""
    read = msgspec.json.decode(text, type=Log)
    for run in read.runs:
        described = [rule.id for rule in run.tool.driver.rules]
        assert len(described) == len(set(described))
        assert {result.rule_id for result in run.results} <= set(described)
        assert not [result for result in run.results if re.search(r"[\x00-\x08\x1b]", result.message.text)]
    return read
