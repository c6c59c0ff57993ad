"""What gate 1 refuses: something shipped that is known to be bad, or that nobody has looked at."""
# ruff: noqa: D401 -- a spoil says what is wrong, not what to do

from sample.draft import Draft
from sample.spoils.registry import refused_by

_ADVISORIES = "security/advisories"


@refused_by("pre_release/test_dependencies::test_nothing_shipped_has_a_grave_advisory")
def vulnerable_dependency(draft: Draft) -> None:
    """The vendored component has a high advisory that no release of it has fixed yet."""
    draft.replace(f"{_ADVISORIES}/SAMPLE-2025-0002.json", '"fixed": "1.0.2"', '"fixed": "1.0.3"')


@refused_by("pre_release/test_dependencies::test_every_new_dependency_is_signed_off")
def new_dependency(draft: Draft) -> None:
    """A dependency that the base did not have was pinned, and nobody has signed it off."""
    draft.edit("requirements.lock", lambda text: f"{text}widewater==2.5.0 \\\n    --hash=sha256:{'5' * 64}\n")
