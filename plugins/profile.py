"""What is true of one project, as data: a TOML file read once into frozen structs.

Every gate and channel has a table of its own name; an unknown key, a wrong type, a duplicate key, an unknown gate or
channel is refused with a sentence.
"""

import tomllib
from pathlib import Path
from typing import Annotated, Any

import msgspec

from facts.errors import Refused
from facts.reasons import Reason
from facts.tag_pattern import TagPattern
from plugins.profile_tables import Tables

Hours = Annotated[float, msgspec.Meta(gt=0, le=24 * 366)]
Tagged = Annotated[str, msgspec.Meta(pattern=r"^[^{}\s]*\{version\}[^{}\s]*$")]
# A file of the project that people review: what it holds voids no evidence, so it may be neither a folder nor elsewhere.
Reviewed = Annotated[str, msgspec.Meta(pattern=r"^(?!/)(?!(.*/)?\.\./)[^\x00-\x1f\\]+\.toml$")]


class Project(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table `[project]`."""

    name: Annotated[str, msgspec.Meta(min_length=1)]
    remote: str = "origin"
    tag: Tagged = "v{version}"  # how git spells the tag of a version, such as {version} or demo-v{version}; options stay vX.Y.Z
    secrets: tuple[str, ...] = ()  # names of environment variables that hold secrets
    waivers: Reviewed = "release-waivers.toml"  # a TOML file of the project
    signoffs: Reviewed = "release-signoffs.toml"

    @property
    def tags(self) -> TagPattern:
        """How git's tags are spelt."""
        return TagPattern(self.tag)


class Ages(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table `[ages]`: hours for which evidence counts."""

    local: Hours = 24 * 14  # at most a year
    remote: Hours = 2


class Profile(Tables, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One project's profile."""

    project: Project
    ages: Ages = Ages()
    does_not_apply: dict[str, Reason] = {}

    def at(self, dotted: str) -> Any:
        """Return the table or value that a dotted name stands for, None where the profile has none."""
        value: Any = self
        for part in dotted.split("."):
            value = value.get(part) if isinstance(value, dict) else getattr(value, part, None)
            if value is None:
                return None
        return value


def load(path: Path) -> Profile:
    """Read a profile file; raise Refused with a sentence that names the key."""
    try:
        return msgspec.convert(tomllib.loads(path.read_text("utf-8")), Profile)
    except OSError as error:
        raise _refused(path, f"no readable file ({error.strerror})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _refused(path, f"text that is not TOML: {error}") from error
    except msgspec.ValidationError as error:
        raise _refused(path, str(error)) from error


def _refused(path: Path, got: str) -> Refused:
    return Refused(
        got=f"profile {path.name}: {got}",
        expected="keys and types as docs/profile.md lists them",
        advice="mend the profile and repeat",
    )
