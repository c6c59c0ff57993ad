"""How a project spells its tags."""

import pytest

from profiles.schema.tag_pattern import TagPattern


@pytest.mark.parametrize("text", ["v{version}", "{version}", "demo-{version}", "@demo/demo@{version}", "{version}-release"])
def test_a_tag_and_its_version_name_each_other(text):
    """What the pattern makes of a version, it reads back."""
    assert TagPattern(text).version(TagPattern(text).tag("1.2.3")) == "1.2.3"


@pytest.mark.parametrize("tag", ["1.2.3", "nightly", "v"])
def test_a_tag_of_another_form_names_no_version(tag):
    """A tag that the pattern does not fit is never cut to a version."""
    assert TagPattern("v{version}").version(tag) == tag
