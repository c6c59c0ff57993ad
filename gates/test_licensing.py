"""Licensing and notices: what we ship carries what its licences ask for."""

import pytest

from facts.git import Checkout
from facts.notices import Notices
from gates import licensing_files, licensing_notices, licensing_terms

pytestmark = [pytest.mark.pre_release, pytest.mark.gate(11), pytest.mark.static]


@pytest.fixture
def checkout(release):
    return Checkout(release.project)


@pytest.fixture
def terms(release):
    return release.profile.licensing


@pytest.fixture
def notices(checkout, terms):
    return Notices(terms.notices, checkout.text(terms.notices))


@pytest.mark.rows("package", "licensing.packages", key="id")
def test_the_package_carries_its_licence_files(checkout, package, examine):
    """Every package folder holds the licence and notices files it owes, and its package carries them."""
    examine(package.owes)
    assert licensing_files.shortfalls(checkout, package) == []


def test_every_vendored_component_is_in_the_notices(checkout, terms, notices, examine):
    """Every vendored component is named in the notices."""
    components = examine(licensing_notices.vendored(checkout, terms.vendored))
    assert licensing_notices.unnamed(notices, components) == []


@pytest.mark.rows("linked", "licensing.linked", key="id")
def test_every_directly_linked_crate_is_in_the_notices(checkout, linked, notices, examine):
    """Every crate that a shipped binary's manifest links by itself is named in the notices."""
    components = examine(licensing_notices.linked_directly(linked.manifest, checkout.text(linked.manifest)))
    assert licensing_notices.unnamed(notices, components) == []


@pytest.mark.rows("stated", "licensing.stated", key="id")
def test_every_stated_licence_is_allowed(checkout, terms, stated, examine):
    """Every component that ships has a licence that the allow-list satisfies."""
    found = examine(licensing_terms.installed(stated.path, checkout.text(stated.path)))
    assert licensing_terms.refused(found, terms.allowed, terms.exceptions) == []
