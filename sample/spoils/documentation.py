"""What gate 7 refuses: documentation that is not true."""
# ruff: noqa: D401 -- a spoil says what is wrong, not what to do

from sample.draft import Draft
from sample.spoils.registry import refused_by


@refused_by("pre_release/test_documentation::test_every_named_flag_exists[brook]")
def flag_that_does_not_exist(draft: Draft) -> None:
    """docs/cli.md names a flag that brook does not know."""
    draft.replace(
        "docs/cli.md", "`--limit N` the first N only", "`--limit N` the first N only, `brook scan --reverse` the newest first"
    )


@refused_by("pre_release/test_documentation::test_the_quickstart_runs[quickstart]")
def quickstart_broken(draft: Draft) -> None:
    """The README's quickstart reads a message that it never wrote."""
    draft.replace("README.md", "brook get notes 1", "brook get notes 7")


@refused_by("pre_release/test_documentation::test_every_link_resolves")
def link_broken(draft: Draft) -> None:
    """The README links a page that is not there."""
    draft.replace("README.md", "(docs/cli.md)", "(docs/commands.md)")


@refused_by("pre_release/test_documentation::test_every_install_line_names_what_is_delivered")
def install_line_wrong(draft: Draft) -> None:
    """The README installs a package under a name that is not delivered."""
    draft.replace("README.md", "pip install brook-sample", "pip install brook-pools")
