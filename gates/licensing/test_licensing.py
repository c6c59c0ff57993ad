"""Licensing and notices: what we ship carries what its licenses ask for."""

import pytest

from facts.licenses.notices import Notices
from gates.licensing import allowed_licenses, declared_licenses, declared_texts, license_files, missing_notices, notice_entries
from gates.licensing.linked_crates import Crates

pytestmark = [pytest.mark.pre_release, pytest.mark.gate(11)]


@pytest.fixture
def terms(release):
    """Return the profile's licensing table."""
    return release.profile.licensing


@pytest.fixture
def notices(checkout, terms):
    """Return the project's own notices."""
    return Notices(terms.notices, checkout.text(terms.notices))


@pytest.fixture
def vendored(checkout, terms):
    """Return what other people wrote and the checkout holds."""
    return missing_notices.vendored(checkout, terms.vendored)


@pytest.fixture
def crates(release, terms, linked, workspace, once):
    """Ask cargo about one row's manifest."""
    return Crates(linked, release.project, release.commit, workspace, once, terms.vendored)


@pytest.mark.static
@pytest.mark.rows("package", "licensing.packages", key="id")
@pytest.mark.subject("package")
def test_packages_include_license_files(checkout, terms, package, examine):
    """Every package directory contains the required license and notice files, and its package includes them.

    Why: Most licenses require their text in every copy: users cannot use a package without it, and distributions reject it.

    Fix: add the file to the directory, and include it in the package
    """
    examine(package.required_files)
    assert license_files.shortfalls(checkout, package) + declared_texts.foreign(checkout, package, terms.license) == []


@pytest.mark.static
@pytest.mark.subject("declaring-package", "configured:licensing.license")
def test_manifests_declare_project_license(release, checkout, terms, examine):
    """Every manifest of the project declares the project's license.

    Why: Registries and license scanners show what the manifest declares, so users comply with the wrong license.

    Fix: declare the license of the project in the manifest, as an SPDX expression
    """
    rows = declared_licenses.folders(terms.packages, release.profile.preflight.versions)
    declared = examine(declared_licenses.declared(checkout, rows))
    assert declared_licenses.misdeclared(declared, terms.license) == []


@pytest.mark.static
@pytest.mark.subject("vendored", "notices")
def test_vendored_components_are_in_notices(notices, vendored, examine):
    """Every vendored component has an entry in the notices.

    Why: Their licenses require attribution: shipping them without it is an infringement.

    Fix: add the name and the license text to the notices
    """
    assert missing_notices.unnamed(notices, examine(vendored)) == []


@pytest.mark.static
@pytest.mark.subject("notices", "package", "vendored")
def test_notices_include_license_texts(checkout, terms, vendored, examine):
    """Every entry of a package's notices contains the license text, or refers to a file in the same package.

    Why: A license that requires its text is not satisfied by its name, nor by a file that is not in the package.

    Fix: add the license text, with the copyright line, to the notices or as a file of the package
    """
    entries = examine(notice_entries.entries(checkout, terms.packages, terms.notices, vendored))
    assert notice_entries.textless(entries) + notice_entries.uncredited(entries) == []


@pytest.mark.static
@pytest.mark.rows("linked", "licensing.binaries", key="id")
@pytest.mark.subject("shipped-binary")
def test_direct_dependencies_are_in_notices(checkout, linked, notices, examine):
    """Every direct dependency of a shipped binary has an entry in the notices.

    Why: A binary contains the code of its dependencies, so their licenses apply to every copy of it.

    Fix: add the name and the license text to the notices
    """
    components = examine(missing_notices.linked_directly(linked.manifest, checkout.text(linked.manifest)))
    assert missing_notices.unnamed(notices, components) == []


@pytest.mark.static
@pytest.mark.subject("configured:licensing.allowed")
def test_licenses_are_allowed(checkout, terms, vendored, notices, examine):
    """Every vendored component, and every installed npm package that ships, has a license on the allowlist.

    Why: Users may be unable to use the release, or the project may have to publish under terms that it did not choose.

    Fix: replace the component, allow its license in licensing.allowed, or list it under licensing.exceptions with a reason
    """
    found = examine(allowed_licenses.all_stated(checkout, vendored, terms.license_files))
    assert allowed_licenses.refused((*found, *allowed_licenses.claimed(notices, vendored)), terms) == []


@pytest.mark.needs("cargo")
@pytest.mark.rows("linked", "licensing.binaries", key="id")
@pytest.mark.subject("shipped-binary")
def test_linked_crates_are_in_notices(crates, notices, examine, control):
    """Every crate that cargo links into a shipped binary has an entry in the notices.

    Why: Indirect dependencies are in the binary too, and their licenses require attribution as well.

    Fix: add the name and the license text to the notices
    """
    control(lambda manifest: missing_notices.unnamed(notices, crates.components(manifest)), crates.stranger, "stranger")
    assert missing_notices.unnamed(notices, examine(crates.components(crates.manifest), crates.minimum)) == []


@pytest.mark.needs("cargo")
@pytest.mark.rows("linked", "licensing.binaries", key="id")
@pytest.mark.subject("shipped-binary")
def test_linked_crate_licenses_are_allowed(crates, terms, examine, control):
    """Every crate that cargo links into a shipped binary has a license on the allowlist.

    Why: One crate with an unsuitable license, however deep, determines the terms of the whole binary.

    Fix: replace the crate, allow its license in licensing.allowed, or list it under licensing.exceptions with a reason
    """
    control(lambda manifest: allowed_licenses.refused(crates.terms(manifest), terms), crates.stranger, "SSPL-1.0")
    assert allowed_licenses.refused(examine(crates.terms(crates.manifest), crates.minimum), terms) == []
