"""Preflight: before any gate costs time, the release is the one that was asked for and its tree is whole."""

from datetime import UTC, datetime
from pathlib import PurePosixPath

import pytest

from discovery.kept_model import model_of
from discovery.line import of_line
from discovery.model import at
from facts.github.access import access_faults, require_access
from facts.github.active_workflows import inactive, workflows
from facts.github.ci import ci_faults, ci_runs
from facts.github.gh_api import forge_of
from facts.github.settings import environments, missing
from facts.text.changelog import Changelog
from facts.vcs.remote import Remote
from gates.preflight import (
    changelog_section,
    go_distribution,
    manifest_versions,
    merge_residue,
    mojibake,
    placeholders,
    profile_coverage,
    repository_settings,
    tag_refs,
    version_statements,
    working_tree,
)
from gates.preflight.formatters import Tidiness
from gates.preflight.repository_settings import SecretRead

pytestmark = [pytest.mark.pre_release, pytest.mark.gate("preflight")]
NOBODYS_TAG, NOBODYS_COMMIT, NOBODYS_NAME = "v999999.0.0", "0" * 40, "nobody-has-this"


@pytest.fixture
def remote(release, checkout):
    """Return the remote that it is released from."""
    return Remote(checkout, release.profile.project.remote)


@pytest.fixture
def changelog(release, checkout):
    """Return the project's changelog."""
    path = release.profile.preflight.changelog
    return Changelog.parse(path, checkout.text(path))


@pytest.fixture
def provenance(release):
    """Return the profile's provenance table."""
    return release.profile.provenance


@pytest.fixture
def told(release):
    """Return the profile's forge table."""
    return release.profile.forge


@pytest.fixture
def forge(release, told):
    """Return the forge that the profile names."""
    return forge_of(told.host, told.repository, told.none, release.project)


@pytest.fixture
def files(release, checkout):
    """Read the project's own text files."""
    return working_tree.tree(checkout, release.profile.preflight.residue_allowed)


@pytest.mark.remote
@pytest.mark.subject("base")
def test_base_tag_is_published(release, remote, checkout, examine, control):
    """The base tag exists on the remote and points to the same commit as in the checkout.

    Why: The release is compared with the base tag: if users have a different commit under that tag, every comparison is
    with the wrong release.

    Fix: push the base tag, or replace the one in the checkout (`git fetch --tags --force`)
    """
    control(lambda tag: tag_refs.absent(remote.tags, tag), NOBODYS_TAG, "is not on the remote")
    here = checkout.peel(f"refs/tags/{release.base_tag}")
    moved = tag_refs.another(remote.tags, release.base_tag, here)
    assert tag_refs.absent(examine(remote.tags), release.base_tag) + moved == []


@pytest.mark.remote
def test_release_tag_does_not_exist_yet(release, remote, examine, control):
    """The release tag does not exist on the remote yet, or points to the commit being released.

    Why: A published tag cannot be moved: caches, the Go checksum database and everyone who fetched it keep the old commit.

    Fix: release this commit under the next version
    """
    control(lambda tag: tag_refs.taken(remote.tags, tag, NOBODYS_COMMIT), next(iter(remote.tags)), "already on the remote")
    assert tag_refs.taken(examine(remote.tags), release.tag, release.commit) == []


@pytest.mark.remote
def test_commit_is_pushed(release, remote, examine, control):
    """The remote has the commit being released.

    Why: GitHub can neither test nor build a commit that exists on one machine only.

    Fix: push the branch, or run `git fetch` if the remote has commits that this checkout does not have
    """
    examine(remote.refs)
    control(lambda commit: tag_refs.unpushed(remote, commit), NOBODYS_COMMIT, "is not on")
    assert tag_refs.unpushed(remote, release.commit) == []


@pytest.mark.remote  # a soft reset changes the answer and no file: it is never carried over
def test_working_tree_is_clean(release, checkout, examine):
    """The working tree has no changed or untracked files, except those of the tracker and the evidence.

    Why: The release is built from the commit: a file or change that was never committed is missing from it.

    Fix: commit, ignore or remove each file
    """
    examine(checkout.tracked)
    assert tag_refs.uncommitted(checkout, release.evidence_dir) == []


@pytest.mark.static
@pytest.mark.subject("base")
def test_base_tag_is_an_ancestor(release, checkout, examine):
    """The base tag is an ancestor of the commit being released, unless releases are tagged on release branches.

    Why: Otherwise commits of the previous release, such as a fix on a maintenance branch, are not in this one, and users who
    upgrade lose them.

    Fix: merge the base tag, or set `base = "branch"` under [preflight] if releases are tagged on release branches
    """
    examine([release.base])
    on_branches = release.profile.preflight.base == "branch"
    assert tag_refs.unrelated(checkout, release.base_tag, release.commit, on_branches) == []


@pytest.mark.static
@pytest.mark.rows("row", "preflight.versions", key="id")
@pytest.mark.subject("stated-version")
def test_versions_match_the_target(release, checkout, row, examine):
    """Every file that contains the project's version has the version of the release.

    Why: With one file not bumped, a registry rejects the upload as a duplicate, or users get a package that reports the
    previous version.

    Fix: set the version in that file, and commit it
    """
    stated = examine(version_statements.statements(checkout, row))
    free = row.kind == "go-module" and not go_distribution.is_promised(release)
    if free and go_distribution.never_fetched(checkout, row, release.base, release.base_tag):
        return
    assert version_statements.disagreements(stated, row, release.profile.preflight.repository, release.target.version) == []


@pytest.mark.static
@pytest.mark.subject("go-module")
def test_go_modules_in_subfolders_have_tags(release, checkout, provenance, examine):
    """Every Go module in a subdirectory has its own planned tag: directory/version.

    Why: The go command finds a module in a subdirectory by a tag of that form only, so users cannot get the new version.

    Fix: add the tag to provenance.further_tags in the profile, and push it with the release
    """
    modules = examine([row for row in release.profile.preflight.versions if row.kind == "go-module"])
    if not go_distribution.is_promised(release):
        modules = [row for row in modules if not go_distribution.never_fetched(checkout, row, release.base, release.base_tag)]
    tags = provenance.further_tags
    assert [finding for row in modules for finding in version_statements.untagged(row.path, tags)] == []


@pytest.mark.static
@pytest.mark.subject("changelog")
def test_changelog_has_a_section(release, checkout, changelog, examine):
    """The changelog has a section for the release, and it is not empty, unless it lists no releases of this package.

    Why: Users cannot see what changed, and release notes that are taken from the changelog are empty.

    Fix: write one section with the version in its heading
    """
    examine([changelog])
    then = (None if release.base.is_none else checkout.show(release.base_tag, changelog.path)) or b""
    listed = changelog_section.lists(
        Changelog.parse(changelog.path, then.decode("utf-8", "replace")), release.target, release.base
    )
    assert (changelog_section.missing(changelog, release.target.version) if listed else []) == []


@pytest.mark.reads
@pytest.mark.subject("changelog")
def test_changelog_section_is_dated(release, changelog, examine):
    """The release's changelog section has a valid date that is not in the future.

    Why: A missing or future date means that the section was not finished; whoever looks for the release by its date does not
    find it.

    Fix: put the day of the release into the section's heading, as YYYY-MM-DD
    """
    examine([changelog])
    assert changelog_section.undated(changelog, release.target.version, datetime.now(UTC).date()) == []


@pytest.mark.static
@pytest.mark.subject("stated-manifest")
def test_every_publishable_manifest_is_configured(release, checkout, examine):
    """Every publishable manifest is configured in the profile, or excluded with a reason.

    Why: Nothing checks the version in a manifest that is not listed: its package is published with the old version, or not at
    all.

    Fix: add an entry to preflight.versions, or list the file under preflight.own_versions with a reason
    """
    found = examine(manifest_versions.published(checkout))
    versions = (release.base.version, release.target.version)
    assert manifest_versions.unlisted(found, release.profile.preflight, versions) == []


@pytest.mark.static
def test_no_conflict_markers_or_merge_residue(files, examine):
    """No file contains conflict markers, rejected hunks or duplicated statements.

    Why: A conflict marker breaks the file that contains it; a statement that a merge duplicated runs twice.

    Fix: finish the merge: choose one side or combine both, and delete .orig and .rej files
    """
    assert merge_residue.merge_leftovers(examine(files)) == []


@pytest.mark.static
def test_optional_imports_stay_guarded(files, examine):
    """No optional import (guarded because it may fail) is also imported unguarded in the same file.

    Why: Everyone without the optional module gets the ImportError that the guard was written to prevent.

    Fix: remove the unguarded import
    """
    assert merge_residue.bypassed_guards(examine(files)) == []


@pytest.mark.static
def test_no_mojibake(files, examine):
    """No text is double-encoded or has lost characters (mojibake).

    Why: Users read scrambled characters in pages, messages and package descriptions.

    Fix: restore the original text, and save the file as UTF-8
    """
    assert mojibake.garbled(examine(files)) == []


@pytest.mark.static
def test_no_truncated_files(release, checkout, files, examine):
    """No file that users or tools read is empty or truncated.

    Why: An interrupted write leaves an empty license or manifest, or half a page, and it ships like any other file.

    Fix: restore the file's contents, or remove the file
    """
    before = () if release.base.is_none else working_tree.empty_at(checkout, release.base_tag)
    assert mojibake.cut_off(examine(files), before) == []


@pytest.mark.static
def test_no_placeholders(files, examine):
    """No manifest, formula or license contains an unfilled placeholder.

    Why: An installation fails on a placeholder checksum or URL, and a license without a name or year has no copyright holder.

    Fix: replace the placeholder with the real value
    """
    assert placeholders.unfilled(examine(files)) == []


@pytest.mark.early(2)
@pytest.mark.rows("tool", "preflight.tidy", key="id")
@pytest.mark.subject("formatter")
def test_formatters_and_linters_pass(tool, builds, examine, control):
    """The configured formatters and linters pass on the commit being released.

    Why: The project's own CI rejects the commit, and a real warning is overlooked among those that nobody fixes.

    Fix: run the tool in the project, fix what it reports, and commit
    """
    tidiness = Tidiness(tool, builds)
    control(tidiness.complaints, tidiness.spoiled, tool.id)
    examine(tidiness.covered)
    assert tidiness.blamed == []


@pytest.mark.needs("gh")
@pytest.mark.subject("forge")
def test_github_authentication(forge, examine, control):
    """GitHub authentication works on this machine.

    Why: Without a login, the CI status, secrets, runs and attestations of the release cannot be read.

    Fix: run `gh auth login`, or set GH_TOKEN
    """
    control(lambda status: access_faults(status, forge.host), {"hosts": {}}, "no active login")
    assert examine([require_access(forge)])


@pytest.mark.needs("gh")
@pytest.mark.subject("forge", "workflow", "configured:forge.ci")
def test_ci_passed_for_the_commit(release, checkout, forge, told, once, examine, control):
    """CI passed for exactly the commit being released; without `[forge] ci`, the workflow that tests every push must have passed.

    Why: A run for a different commit proves nothing about this one: the release can go out while its tests fail.

    Fix: push the commit, fix what fails, and wait until the CI workflow has passed for it
    """
    found = model_of(checkout, once).workflows.ci[:1] if not told.ci else ()
    [name] = examine([told.ci] if told.ci else [PurePosixPath(origin.path).name for origin in found])
    control(lambda commit: ci_faults(ci_runs(forge, name, commit), name, commit), NOBODYS_COMMIT, "no run at")
    assert ci_faults(ci_runs(forge, name, release.commit), name, release.commit) == []


@pytest.mark.needs("gh")
@pytest.mark.subject("forge", "publication")
def test_workflows_are_active(provenance, forge, examine, control):
    """The workflows that build and publish exist and are active.

    Why: GitHub starts no run of a disabled or deleted workflow: the tag is pushed, and nothing is built or published.

    Fix: run `gh workflow enable NAME`, or correct build_workflow and publish_workflow under [provenance]
    """
    found = examine(workflows(forge))
    control(lambda name: inactive(found, [name]), NOBODYS_NAME, "no such workflow")
    assert inactive(found, [provenance.build_workflow, provenance.publish_workflow]) == []


@pytest.fixture
def publish_jobs(provenance, checkout, once):
    """Return the jobs that publish: of the profile's workflow; of those that do, where nobody named one and the default is not there."""
    named = provenance.publish_file
    is_chosen = named in checkout.tracked or named != type(provenance)().publish_file
    found = () if is_chosen else model_of(checkout, once).workflows.publishing
    return [job for file in found or (named,) for job in repository_settings.jobs_of(checkout, file)]


@pytest.mark.needs("gh")
@pytest.mark.subject("forge", "publication")
def test_secrets_exist(publish_jobs, forge, told, examine, control):
    """Every secret that the publish jobs read is set on GitHub: for the organization, the repository or the job's environment.

    Why: A secret that does not exist is an empty string in the job, so publishing fails, possibly after other channels are
    live.

    Fix: run `gh secret set NAME`, or remove it from the workflow
    """
    jobs = examine(publish_jobs)
    wanted, names = repository_settings.secrets_read(jobs, told.secrets), repository_settings.names_set(forge)
    if wanted:  # a project that reads none asks nobody who may list them
        control(lambda name: repository_settings.unset([SecretRead(name)], names), NOBODYS_NAME, "no such secret")
    assert repository_settings.unset(wanted, names) == []


@pytest.mark.needs("gh")
@pytest.mark.subject("forge", "publication")
def test_environments_exist(publish_jobs, forge, told, examine, control):
    """Every deployment environment that the publish jobs use exists.

    Why: GitHub creates a missing environment when the job runs, without its reviewers and secrets, so nobody has to approve.

    Fix: create the environment with its protection rules, or correct its name in the workflow
    """
    found = environments(forge)
    control(lambda name: missing("environment", found, [name]), NOBODYS_NAME, "no such environment")
    jobs = examine(publish_jobs)
    assert missing("environment", found, repository_settings.environments_named(jobs, told.environments)) == []


@pytest.mark.static
@pytest.mark.needs("shfmt>=3.8")
def test_profile_covers_project(release, checkout, once, examine, control):
    """Every package, publication, lock file and test suite of the project, or of the base release, is configured in the profile or explicitly excluded.

    Why: What the profile does not mention is not checked: a new package ships unverified, or a platform disappears unnoticed.

    Fix: add it to the profile, or list it under preflight.excluded with a reason
    """
    profile = release.profile
    judge = lambda model, base: profile_coverage.uncovered(profile, model, base, release.is_reviewed)  # noqa: E731
    control(lambda bad: judge(*bad), profile_coverage.nobodys(release.is_reviewed), "nobody-has-this")
    whole = model_of(checkout, once)
    line = lambda model: of_line(model, release.package, profile.project.tag, whole.tags)  # noqa: E731
    found = line(whole)
    base = None if release.base.is_none else line(at(checkout, f"refs/tags/{release.base_tag}"))
    examine(list(profile_coverage.things(found)) or checkout.tracked)
    assert judge(found, base) == []
