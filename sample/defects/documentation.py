"""What gate 7 refuses: documentation that is not true."""

from sample.defects.registry import refused_by
from sample.written_tree import WrittenTree


@refused_by("pre_release/test_documentation::test_documented_flags_exist[brook]")
def flag_that_does_not_exist(draft: WrittenTree) -> None:
    """docs/cli.md names a flag that brook does not know."""
    draft.replace(
        "docs/cli.md", "`--limit N` the first N only", "`--limit N` the first N only, `brook scan --reverse` the newest first"
    )


@refused_by("pre_release/test_documentation::test_quickstart_runs[quickstart]")
def quickstart_broken(draft: WrittenTree) -> None:
    """The README's quickstart reads a message that it never wrote."""
    draft.replace("README.md", "brook get notes 1", "brook get notes 7")


@refused_by("pre_release/test_documentation::test_links_resolve")
def link_broken(draft: WrittenTree) -> None:
    """The README links a page that is not there."""
    draft.replace("README.md", "(docs/cli.md)", "(docs/commands.md)")


@refused_by("pre_release/test_documentation::test_install_commands_name_published_packages")
def install_line_wrong(draft: WrittenTree) -> None:
    """The README installs a package under a name that is not delivered."""
    draft.replace("README.md", "pip install brook-sample", "pip install brook-pools")


@refused_by("pre_release/test_documentation::test_pages_agree_with_publishing_workflows")
def page_belies_workflow(draft: WrittenTree) -> None:
    """docs/releasing.md says that no workflow publishes, and one does."""
    draft.edit("docs/releasing.md", lambda text: f"{text}\nThe workflow never publishes to PyPI: a maintainer does.\n")


@refused_by("pre_release/test_documentation::test_documented_scripts_accept_their_arguments")
def script_misused(draft: WrittenTree) -> None:
    """docs/releasing.md gives a script a flag that it does not read."""
    draft.replace("docs/releasing.md", "check_versions.py 0.1.1", "check_versions.py --strict 0.1.1")


@refused_by("pre_release/test_documentation::test_every_code_block_is_run_or_listed")
def block_that_nobody_runs(draft: WrittenTree) -> None:
    """docs/server.md has a new block of commands that the profile does not list."""
    draft.edit("docs/server.md", lambda text: f"{text}\n```bash\ncurl http://127.0.0.1:9700/healthz\n```\n")
