"""The words by which a printed command names a release."""

import pytest

from profiles.release import release_options


@pytest.mark.parametrize("tag", ["v1.2.3", "@demo/cli@1.2.3"])
def test_a_printed_command_can_be_pasted(tag: str, pytester: pytest.Pytester) -> None:
    """Pytest reads `@demo/cli@1.2.3` as the name of a file of words unless it is joined to its option."""
    pytester.makeconftest(
        "def pytest_addoption(parser):\n    parser.addoption('--release-target')\n    parser.addoption('--base-tag')\n"
        "def pytest_report_header(config):\n    return f'released: {config.option.release_target} {config.option.base_tag}'\n"
    )
    done = pytester.runpytest_inprocess(*release_options(tag, "none"))
    assert f"released: {tag} none" in done.stdout.str()
