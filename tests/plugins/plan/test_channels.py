"""A channel's plan is of one version: a file that came later is not asked of an older one."""

import msgspec
import pytest

from profiles.schema.channels import Channel

CHANNEL = msgspec.convert(
    {"package": "demo", "files": [{"name": "demo-*.tar.gz"}, {"name": "demo-*.whl", "since": "0.10.0"}]}, Channel
)


@pytest.mark.parametrize(("version", "count"), [("0.9.9", 1), ("0.10.0", 2), ("1.0.0", 2)])
def test_a_file_is_planned_since_its_version(version: str, count: int) -> None:
    """Versions are compared by their numbers; what has no `since` was always planned."""
    assert len(CHANNEL.at(version).files) == count


def test_a_since_that_is_no_version_is_refused() -> None:
    """The profile says a version, not a word."""
    with pytest.raises(msgspec.ValidationError, match="since"):
        msgspec.convert({"package": "demo", "files": [{"name": "demo", "since": "soon"}]}, Channel)
