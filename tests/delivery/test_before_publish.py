"""What the registries say before anything is uploaded, asked of real answers on loopback."""

import json

import pytest

from core.errors import Unavailable, Undecided
from core.http_client import Web
from core.run_cache import Once
from delivery.before_publish import Registry, already_there, ask, not_ours
from delivery.channel_kinds import TRANSPORTS
from delivery.channels.crates.staging_server import CrateFile, CrateSite, index_line
from delivery.channels.npm.staging_server import NodeFile, NodeSite
from delivery.site import Site
from delivery.staging.loopback import Loopback, Reply
from profiles.schema.channels import Channel
from provenance.mechanics.acts import require_unpublished


def site(word, address, folder, **keys):
    """Return a channel of version 1.1.0, with 1.0.0 before it."""
    return Site(word, Channel("demo-pkg", address=address, **keys), "1.1.0", "1.0.0", "delivery", folder, "pytest")


def node(*versions, maintainers=None):
    """Return the answers of an npm registry."""
    files = (NodeFile(f"demo-pkg-{v}.tgz", b"x", {"name": "demo-pkg", "version": v}) for v in versions)
    plain = NodeSite(tuple(files))

    def answers(request):
        reply = plain(request)
        if maintainers is None or request.path.rstrip("/") != "/demo-pkg":
            return reply
        page = {**json.loads(reply.body), "maintainers": [{"name": name, "email": "a@b"} for name in maintainers]}
        return Reply(json.dumps(page).encode(), kind="application/json")

    return plain, answers


def asked(folder, *versions, maintainers=None, **keys):
    """Ask a loopback npm registry."""
    plain, answers = node(*versions, maintainers=maintainers)
    with Loopback(answers) as server:
        plain.address.append(server.url)
        place = site("npm", f"{server.url}/", folder, **keys)
        return ask(place, TRANSPORTS["npm"](place, Web()))


def test_a_version_that_is_there_is_refused_unless_publishing_has_begun(tmp_path):
    """Before the first publish run it is somebody else's; afterwards it may be ours."""
    one = asked(tmp_path, "1.0.0", "1.1.0")
    assert [each.rule for each in already_there([one], begun=False)] == ["version-already-published"]
    assert already_there([one], begun=True) == []
    assert already_there([asked(tmp_path, "1.0.0")], begun=False) == []


def test_a_package_without_the_base_is_refused_unless_it_is_the_first(tmp_path):
    """A name that is not there, or has other versions only, is not the project's package."""
    assert [each.rule for each in not_ours([asked(tmp_path, "0.9.0")])] == ["base-not-published"]
    assert not_ours([asked(tmp_path, "1.0.0")]) == []
    assert not_ours([asked(tmp_path, "0.9.0", first_version="1.1.0")]) == []


@pytest.mark.parametrize("owners", [["ada"], ["ada", "eve", "mallory"], []])
def test_owners_other_than_those_of_the_profile_are_refused(tmp_path, owners):
    """One too few, one too many, none."""
    one = asked(tmp_path, "1.0.0", maintainers=owners, owners=("ada", "eve"))
    assert [(each.rule, each.expected) for each in not_ours([one])] == [("owners-differ", "ada, eve")]


def test_the_owners_of_the_profile_are_accepted_in_any_order(tmp_path):
    """And nothing is asked of a profile that names none."""
    assert not_ours([asked(tmp_path, "1.0.0", maintainers=["eve", "ada"], owners=("ada", "eve"))]) == []
    assert not_ours([asked(tmp_path, "1.0.0", maintainers=["mallory"])]) == []


def test_the_owners_of_a_crate_come_from_the_api_that_the_index_names(tmp_path):
    """Logins of users and teams; an index without an API does not say, which is refused where owners are expected."""
    line = index_line({"package": {"name": "demo-pkg", "version": "1.0.0"}}, b"x")
    plain = CrateSite((CrateFile(b"x", line),))
    api = []

    def answers(request):
        if request.path.endswith("/owners"):
            users = [{"login": "ada"}, {"login": "github:acme:team"}]
            return Reply(json.dumps({"users": users}).encode(), kind="application/json")
        reply = plain(request)
        if request.path.endswith("config.json") and api:
            return Reply(json.dumps({**json.loads(reply.body), "api": api[0]}).encode(), kind="application/json")
        return reply

    with Loopback(answers) as server:
        plain.address.append(server.url)
        place = site("crates", f"{server.url}/index/", tmp_path, owners=("ada", "github:acme:team"))
        silent = ask(place, TRANSPORTS["crates"](place, Web()))
        api.append(server.url)
        spoken = ask(place, TRANSPORTS["crates"](place, Web()))
    assert [each.got for each in not_ours([silent])] == ["the index does not say who may upload"]
    assert not_ours([spoken]) == []


def test_the_kinds_to_which_versions_are_uploaded_are_asked(tmp_path):
    """A tag, a tap and a release are made by earlier or later steps."""
    kinds = {word for word, kind in TRANSPORTS.items() if isinstance(kind(site(word, "", tmp_path), Web()), Registry)}
    assert kinds == {"crates", "npm", "pypi"}


def test_publishing_without_an_answer_is_refused():
    """Whoever selects the publish step alone is told what else to select."""
    with pytest.raises(Undecided, match="not queried in this run"):
        require_unpublished(lambda key, make: make(), ())


def test_a_finding_stops_publishing_unless_its_check_does_not_apply():
    """The profile's word with a reason counts here as well."""
    entry = {"rule": "r", "path": "npm", "line": 0, "got": "g", "expected": "e", "fix": "f"}
    found = {"no_registry_has_the_version": [entry]}
    with pytest.raises(Undecided, match="npm: r: g"):
        require_unpublished(lambda key, make: found, ())
    require_unpublished(lambda key, make: found, ("mechanics/test_before_publish::test_no_registry_has_the_version",))


def test_a_registry_that_does_not_answer_stops_publishing_with_its_reason(tmp_path):
    """The question is asked once in a run; that it had no answer reaches the publish step as well."""
    once = Once(tmp_path / "once")

    def silent():
        raise Unavailable(got="connection refused by npm", expected="an answer", advice="repeat")

    for ask_again in (lambda: once("before-publish", silent), lambda: require_unpublished(once, ())):
        with pytest.raises(Unavailable, match="connection refused by npm"):
            ask_again()
