"""Whatever one thing is taken away from what is served, its name is in what blocks: every file, platform and channel."""

import pytest

from delivery.channel_checks import absence
from delivery.incident import LIVE, MISSING, IncidentRow, incident, row
from tests.delivery import harness
from tests.delivery.all_channels_running import ORIGIN, SIX, Served
from tests.delivery.behaviour import THERE
from tests.delivery.built_release import files, released
from tests.delivery.explained import told
from tests.tools import needs

FILES = [(served, name) for served in SIX for name in served.planned]
PLATFORMS = [(served, platform.name) for served in SIX for platform in served.channel.platforms]
TOOLS = needs("gh", "openssl")


@pytest.fixture
def require_named(record_property):
    """At least one check fails, and its message holds the name; the message goes into the figures."""

    def look(said: list[str], name: str) -> None:
        naming = [message for message in said if name in message]
        assert naming, said
        record_property("said", told(naming[0]))

    return look


def row_of(served: Served, folder, there) -> IncidentRow:
    """The channel's row in the table of a partial publish."""
    with served.reached(folder, there) as subject:
        return row(subject)


@pytest.fixture(scope="module")
def live(tmp_path_factory) -> dict[str, IncidentRow]:
    """The table's rows while everything is there."""
    return {served.word: row_of(served, tmp_path_factory.mktemp(served.word), served.files) for served in SIX}


@TOOLS
@pytest.mark.parametrize("served", SIX, ids=lambda one: one.word)
def test_nothing_is_said_while_everything_is_there(served, live, tmp_path):
    """Each channel is live, and neither its version, nor its files, nor any platform gives offence."""
    platforms = [platform.name for platform in served.channel.platforms] or [""]
    assert [served.offences(tmp_path / name, served.files, name) for name in platforms] == [[]] * len(platforms)
    assert live[served.word].state == LIVE


@TOOLS
@pytest.mark.parametrize(("served", "name"), FILES, ids=[f"{served.word}: {name}" for served, name in FILES])
def test_a_file_that_is_taken_away_is_named(served, name, tmp_path, require_named):
    """Every planned file of every channel."""
    require_named(served.offences(tmp_path, {one: data for one, data in served.files.items() if one != name}), name)


@TOOLS
@pytest.mark.parametrize(("served", "platform"), PLATFORMS, ids=[f"{served.word}: {name}" for served, name in PLATFORMS])
def test_a_platform_that_is_taken_away_is_named(served, platform, tmp_path, require_named):
    """Every platform of every channel: its own files, or what lies for it in the package of all."""
    require_named(served.offences(tmp_path, served.without(served.files, platform), platform), platform)


@TOOLS
@pytest.mark.parametrize("served", SIX, ids=lambda one: one.word)
def test_a_channel_that_is_taken_away_is_named(served, live, tmp_path, require_named):
    """Every channel: its own check fails with the package's name, and the incident has a line of its own for it."""
    require_named(served.offences(tmp_path / "a", {}), f"{served.channel.package} at")
    gone = row_of(served, tmp_path / "b", {})
    assert gone.state == MISSING
    said = incident(list((live | {served.word: gone}).values()), "v1.1.0")
    assert said[0].got == f"v1.1.0 is live on 5 of 6 channels ({served.word} missing)"
    assert [one for one in said if one.rule == "channel-missing"] == [gone.finding]
    assert gone.finding.path == f"{served.word} ({served.channel.package})"


@TOOLS
@pytest.mark.parametrize("served", SIX, ids=lambda one: one.word)
def test_a_channel_that_was_not_built_is_named_in_staging(served, tmp_path):
    """Without any artifact of a channel its own check fails at once and names the files that are missing."""
    (tmp_path / "artifacts").mkdir()
    subject = served.staged(tmp_path / "site", tmp_path / "artifacts")
    assert harness.came(served.contract, THERE, subject, ORIGIN).outcome == "failed"
    (said,) = absence(subject.site, subject.looked)
    assert [name for name in served.planned if name not in said.got] == [], said


@pytest.mark.parametrize("missing", files("0.1.1"))
def test_the_whole_command_names_a_file_that_was_not_published(missing, tmp_path):
    """From the command line to the evidence: the channel's check failed, the stage is blocked, the file is named."""
    published = files("0.1.0") | {name: data for name, data in files("0.1.1").items() if name != missing}
    with released(tmp_path, {}, published) as release:
        evidence = release.verify("-m", "delivery", "-k", "pypi and match_the_plan")
    (check,) = evidence["checks"]
    assert (check["outcome"], evidence["verdict"]["stages"]["delivery"]) == ("failed", "blocked")
    (finding,) = check["findings"]
    assert (finding["rule"], finding["path"]) == ("file-missing", missing)
