"""Before publishing: the registries do not have the version yet, and the packages there are the project's."""

from functools import partial

import pytest

from core.errors import NotGiven
from core.findings import Finding
from core.journal import Journal
from delivery.before_publish import Registry, already_there, ask, not_ours, unanswered

# Reported, and no part of the stage's verdict: outside of the run that publishes nothing is asked. What is found stops the step.
pytestmark = [pytest.mark.mechanics, pytest.mark.preview]


@pytest.fixture
def begun(release):
    """Whether a publish run of this release has begun: then what is on a registry may come from it."""
    journal = Journal(release.evidence_dir / f"acts-{release.target}.jsonl")
    return release.publish_run_id is not None or journal.newest("publish") is not None


@pytest.fixture
def registries(release, delivery):
    """Every channel that is a registry, where this run publishes."""
    if release.mode != "live" or "publish" not in release.perform:
        raise NotGiven(
            got="this run publishes nothing, so no registry was queried",
            expected="a run that publishes",
            advice="no action is needed: the publish step queries the registries first",
        )
    channels = [delivery.channel(word) for word in delivery.channels]
    return [one for one in channels if isinstance(one.published, Registry)]


@pytest.fixture
def found(registries, begun, once):
    """What both checks found, asked once in a run: the publish step gets the same, or the same reason why there is no answer."""

    def look():
        answers = [ask(one.site, one.published) for one in registries]
        made = {"no_registry_has_the_version": already_there(answers, begun), "registries_have_the_package": not_ours(answers)}
        return {name: [one.entry for one in findings] for name, findings in made.items()}

    return {name: [Finding.read(entry) for entry in entries] for name, entries in once("before-publish", look).items()}


def test_no_registry_has_the_version(found, registries, delivery, control, examine):
    """No registry has the version yet, unless a publish run of this release has begun.

    Why: A registry accepts each version once: publishing would stop there, after other channels are live, or somebody
    else has published under this name.

    Fix: pass --publish-run-id=N if a publish run of this tag uploaded it; otherwise release a different version

    Findings: version-already-published (the registry has the version)
    """
    for one in registries:
        control(partial(already_there, begun=False), [unanswered(one.site).taken], "version-already-published")
    examine(delivery.channels)
    assert found["no_registry_has_the_version"] == []


def test_registries_have_the_package(found, registries, delivery, control, examine):
    """Every registry has the base release (unless this is the package's first release there) and lists the owners given in the profile.

    Why: A package without the previous release may be somebody else's, or misspelled in the profile, and an unknown owner can
    publish what users install.

    Fix: correct `package` of the channel, set `first_version` if nothing was published there before, or correct the owners on the
    registry or in the profile

    Findings: base-not-published (the registry does not have the base release); owners-differ (the accounts that may publish differ
    from those in the profile)
    """
    for one in registries:
        control(not_ours, [unanswered(one.site).unknown], "base-not-published")
    examine(delivery.channels)
    assert found["registries_have_the_package"] == []
