"""A text of the wrong shape is refused in words, and with its place."""

import pytest

from core.errors import Refused
from plugins.verdict.waivers import read

WAIVER = (
    'check = "a"\nrelease = "v1.0.0"\nfinding = "{finding}"\nreason = "{reason}"\napproved_by = "{by}"\nexpires = 2027-01-31\n'
)
GOOD = {"finding": "0" * 12, "reason": "it is not reachable", "by": "maintainer"}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reason": "............"}, "`waiver[0].reason` is not a reason of at least eight letters"),
        ({"reason": "short"}, "`waiver[0].reason` is not at least 8 characters long"),
        ({"by": "\u200b\u200b"}, "`waiver[0].approved_by` is not a name with a letter in it"),
        ({"finding": "all of them"}, "`waiver[0].finding` is not the digest of a finding, 12 to 64 hexadecimal digits"),
    ],
)
def test_a_shape_is_named_in_words(changes: dict[str, str], said: str) -> None:
    """No regular expression is shown to somebody who wrote a reason."""
    assert read(("[[waiver]]\n" + WAIVER.format(**GOOD)).encode(), "release-waivers.toml")
    with pytest.raises(Refused) as refused:
        read(("[[waiver]]\n" + WAIVER.format(**{**GOOD, **changes})).encode(), "release-waivers.toml")
    assert refused.value.got == f"release-waivers.toml: {said}"
