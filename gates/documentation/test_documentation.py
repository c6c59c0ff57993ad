"""Documentation alignment: what the pages tell people to do can be done, and works."""

import pytest

from core.location import Location
from facts.workflows.assembly import shell_trees, stored, stored_machinery
from facts.workflows.publication import every_publication
from gates.compatibility.command_tree import tree
from gates.documentation import (
    block_runs,
    code_blocks,
    command_lines,
    flag_sources,
    install_lines,
    known_flags,
    links,
    markdown_pages,
    named_files,
    publish_claims,
    standalone_blocks,
    started_scripts,
)
from gates.documentation.markdown_pages import MarkdownPage

pytestmark = [pytest.mark.pre_release, pytest.mark.gate(7)]


@pytest.fixture
def table(release):
    """Return what the profile says of the pages."""
    return release.profile.documentation


@pytest.fixture
def pages(checkout, table):
    """Return the pages that speak of this release."""
    return markdown_pages.pages(checkout, table.pages, table.historical_pages)


@pytest.fixture
def current(release, pages):
    """Return them without what a changelog says of older releases."""
    return markdown_pages.of_this_release(pages, release.target.version)


@pytest.fixture
def looked_at(checkout, table, current):
    """Return what was looked at where nothing was found: a project whose pages lie elsewhere has none that speaks to users."""
    return current or (() if table.pages else markdown_pages.pages(checkout, ("*.md",)))


@pytest.fixture
def read(workspace):
    """Return a function that reads the command lines of pages: blocks, and spans that begin with a given word."""
    return lambda pages, wanted: command_lines.told(pages, workspace, wanted)


@pytest.fixture
def programs(release):
    """Return how the programs are started, by name."""
    return {row.name: row for row in release.profile.compatibility.programs}


@pytest.mark.static
@pytest.mark.subject("page")
def test_links_resolve(checkout, pages, table, examine):
    """Every link inside the repository leads to an existing file and heading.

    Why: Readers get a page that does not exist, or land at the top of the wrong one.

    Fix: correct the link, or remove it
    """
    every = markdown_pages.pages(checkout, ("*.md",))
    all_pages = markdown_pages.pages(checkout, table.pages)
    examine(links.inside(all_pages) or every)
    assert links.broken(all_pages, checkout.tracked, every, checkout.ignored, checkout.may_have_on_branch) == []


@pytest.mark.static
@pytest.mark.needs("shfmt>=3.8")
@pytest.mark.rows("program", "documentation.programs", key="name")
@pytest.mark.subject("program")
def test_documented_flags_exist(checkout, current, looked_at, program, read, examine, control):
    """Every documented command and flag is declared in the program's sources.

    Why: Readers copy the line and get `unknown option`.

    Fix: correct the page, or restore the flag
    """
    sources = flag_sources.declared(checkout, program.kind, program.sources)
    names = (program.name, *program.also)
    judge = lambda pages: known_flags.undeclared(read(pages, names.__contains__), program, sources)  # noqa: E731
    control(judge, [known_flags.misused(program.name)], "does not have")
    examine(known_flags.of_program(read(current, names.__contains__), program) or looked_at)
    assert judge(current) == []


@pytest.mark.early(1)
@pytest.mark.needs("shfmt>=3.8")
@pytest.mark.rows("program", "documentation.programs", key="name")
@pytest.mark.subject("program", "configured:compatibility.programs")
def test_documented_commands_are_accepted(builds, checkout, pages, program, programs, read, examine, control):
    """Every documented command and flag appears in the built program's --help.

    Why: The sources may declare a flag that this build does not offer; readers who copy the line get an error.

    Fix: correct the page, or build the program with that command or flag
    """
    known = tree(builds, "candidate", programs[program.name])
    sources = flag_sources.declared(checkout, program.kind, program.sources) if program.kind else None
    names = (program.name, *program.also)
    judge = lambda pages: known_flags.refused(read(pages, names.__contains__), program, known, sources)  # noqa: E731
    control(judge, [known_flags.misused(program.name)], "does not list")
    examine(known_flags.of_program(read(pages, names.__contains__), program))
    assert judge(pages) == []


@pytest.mark.static
@pytest.mark.needs("shfmt>=3.8")
@pytest.mark.subject("page")
def test_install_commands_name_published_packages(release, current, looked_at, table, read, examine, control):
    """Every documented install command uses a package, a channel and a version that this release publishes.

    Why: Readers get `package not found`, an old version, or somebody else's package with a similar name.

    Fix: correct the page, or list somebody else's package under documentation.others
    """
    delivered = install_lines.delivered(release.profile)
    judge = lambda pages: install_lines.undelivered(  # noqa: E731
        install_lines.lines(read(pages, install_lines.starts)),
        delivered,
        (*table.installs, "control.md"),
        table.others,
        release.target.version,
        by_others=not release.is_written("documentation"),
    )
    control(judge, [MarkdownPage("control.md", "```sh\npip install no-such-package-of-ours\n```\n")], "not delivered")
    examine(install_lines.lines(read(current, install_lines.starts)) or looked_at)  # the control shows that a line would be seen
    assert judge(current) == []


@pytest.mark.static
@pytest.mark.subject("page", "planned-files")
def test_documented_files_are_published(release, current, looked_at, examine):
    """Every release file that the documentation mentions is published to a channel.

    Why: Readers look on the release page for a file that is not there.

    Fix: correct the name on the page, or add the file to the channel in the profile
    """
    packages = [channel.package for channel in release.profile.channels.values()]
    github = release.profile.channels.get("github")
    found = named_files.named(current, packages, github.package if github else "")
    examine(found or looked_at)
    assert named_files.unplanned(found, named_files.planned(release.profile)) == []


@pytest.mark.static
@pytest.mark.needs("shfmt>=3.8")
@pytest.mark.subject("page")
def test_documented_scripts_accept_their_arguments(checkout, current, looked_at, table, read, examine, control):
    """Every documented script, recipe and workflow exists and accepts the documented arguments and inputs.

    Why: Readers who follow the page are stopped by a missing script, or by an argument that it rejects.

    Fix: correct the page, or restore the script or argument
    """
    found = started_scripts.StartableScripts(checkout, [row.name for row in table.programs])
    judge = lambda pages: started_scripts.refused(read(pages, started_scripts.starts), found)  # noqa: E731
    control(judge, [MarkdownPage("control.md", "```sh\ngh workflow run no-such-workflow.yml\n```\n")], "no-such-workflow.yml")
    examine(started_scripts.started(read(current, started_scripts.starts), found) or looked_at)
    assert judge(current) == []


@pytest.mark.static
@pytest.mark.needs("shfmt>=3.8")
@pytest.mark.subject("page", "publication")
def test_pages_agree_with_publishing_workflows(release, once, workspace, current, examine, control):
    """No page states that something is published by hand, or never by CI, if a workflow publishes it.

    Why: A maintainer who follows such a page publishes a second time, or waits for a publication that never starts.

    Fix: correct the page, or the workflow
    """
    file = once("tooling shell", lambda: stored(shell_trees(release.project), workspace / "tooling-shell.json"))
    graph = stored_machinery(release.project, file)
    deeds = [publish_claims.Deed(found.at, found.place) for found in every_publication(graph)]
    bad = publish_claims.Deed(Location("control.yml", 1), "a Homebrew tap")
    lie = MarkdownPage("control.md", "CI never pushes the tap.\n")
    control(lambda pages: publish_claims.contradicted(pages, [bad]), [lie], "control.yml:1")
    examine(deeds)
    assert publish_claims.contradicted(current, deeds) == []


@pytest.mark.static
@pytest.mark.subject("page", "configured:documentation.not_run")
def test_every_code_block_is_run_or_listed(pages, table, examine):
    """Every code block in the documentation is run or listed with a reason, where the profile lists blocks that are not run.

    Why: Nobody notices when an example that is never run stops working.

    Fix: add it to documentation.runnable, or to documentation.not_run with a reason
    """
    blocks = code_blocks.code(pages)
    examine(blocks or pages)
    assert code_blocks.unsettled(blocks, table.runnable, table.not_run) == []


@pytest.mark.needs("shfmt>=3.8")
@pytest.mark.subject("page", "program", "started-program", "base")
def test_documented_commands_still_run(builds, workspace, current, looked_at, table, programs, examine, control):
    """Every documented command block that runs without set-up and succeeds with the base release also succeeds with the candidate.

    Why: Readers who follow the page with the new version get an error that the previous version did not give.

    Fix: correct the page or the program, or list the block under documentation.not_run with a reason
    """
    sides = standalone_blocks.Sides(builds, block_runs.by_name(table.programs, programs.values()))
    control(standalone_blocks.broken, sides.known_bad(), "known bad")
    every = code_blocks.code(current)
    found = sides.compare(standalone_blocks.standalone(current, sides.programs, table, workspace))
    examine(found or looked_at)
    examine.artifact(*standalone_blocks.counted(found, every, workspace / "documented-blocks.json"))
    assert standalone_blocks.broken(found) == []


@pytest.mark.rows("block", "documentation.runnable", key="name")
@pytest.mark.subject("page")
def test_quickstart_runs(builds, checkout, block, table, programs, examine, control):
    """The documented commands run to completion in an empty home directory with the candidate and print the expected output.

    Why: The first commands that a new user tries fail.

    Fix: correct the page or the program
    """
    found = code_blocks.block(markdown_pages.pages(checkout, table.pages), block)
    by_name = block_runs.by_name(table.programs, programs.values())
    trial = block_runs.Trial(builds, found, block, by_name)
    control(block_runs.Trial.judge, trial.spoilt(), "known bad")
    examine(found.text.splitlines())
    assert trial.judge() == []
