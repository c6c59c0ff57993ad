"""Which of pytest's own options a run may carry: those that show or select; all others are refused by name."""

from argparse import ArgumentParser, Namespace

from core.errors import Refused
from plugins.cli.pytest_internals import DEFAULT_PLUGINS

_OURS = frozenset(
    {
        "release_target", "base_tag", "mode", "agent", "project", "profile", "init", "artifacts", "build_run_id", "publish_run_id",
        "blockers", "close_fixed_blockers", "perform", "until", "evidence_dir", "resume", "fresh", "import_file", "doctor",
        "sarif", "junit", "statement", "list_checks", "explain", "no_execute", "as_of_release", "package",
    }
)  # fmt: skip
_HARMLESS = frozenset(
    {
        # what is selected, and in which order; the plan says what is missing then
        "file_or_dir", "markexpr", "keyword", "deselect", "ignore", "ignore_glob", "maxfail", "lf", "failedfirst", "newfirst",
        "last_failed_no_failures", "stepwise", "stepwise_skip", "stepwise_reset", "cacheclear",
        # what is shown
        "verbose", "quiet", "no_header", "no_summary", "no_fold_skipped", "force_short_summary", "reportchars",
        "disable_warnings", "showlocals", "no_showlocals", "tbstyle", "xfail_tb", "show_capture", "fulltrace", "color",
        "code_highlight", "durations", "durations_min", "console_output_style", "show_fixtures_per_test_dummy",
        "log_level", "log_format", "log_date_format", "log_cli_level", "log_cli_format", "log_cli_date_format", "traceconfig",
        # how the work is spread
        "numprocesses", "maxprocesses", "dist", "distload", "maxworkerrestart", "loadscopereorder", "maxschedchunk",
        "plugins", "strict_markers", "strict_config", "strict",
    }
)  # fmt: skip
_SPARE = frozenset({"faulthandler", "junitxml", "pastebin", "doctest", "unittest", "debugging"})
# Of pytest's own plugins most catch what a check does not: a warning, an exception in a thread, a skip.
_REQUIRED = DEFAULT_PLUGINS - _SPARE | {
    "plugins", "xdist", "dsession", "jsonreport", "metadata", "suite-records", "suite-facts", "suite-progress",
}  # fmt: skip


def refuse(parser: ArgumentParser, options: Namespace) -> None:
    """Raise Refused for an option that could hide or change what the checks say."""
    _refuse_empty(parser, options)
    for name, value in vars(options).items():
        if name not in _OURS | _HARMLESS and value != parser.get_default(name):
            raise _refused(f"the option {_spelling(parser, name)}")
    for plugin in options.plugins or ():
        if not plugin.startswith("no:") or _bare(plugin) in _REQUIRED:
            raise _refused(f"-p {plugin}")
    if options.dist == "each":
        raise _refused("--dist=each, which reports every check more than once")


def _refuse_empty(parser: ArgumentParser, options: Namespace) -> None:
    """Refuse `--project=$UNSET`, which would quietly be the default."""
    for name in sorted(_OURS):
        value = getattr(options, name)
        if "" in (value if isinstance(value, list) else [value]):
            option = _spelling(parser, name)
            raise Refused(got=f"{option} without a value", expected=f"{option}=VALUE", advice="give the value or drop the option")


def _bare(plugin: str) -> str:
    """Return the name by which `-p no:NAME` takes a plugin out; pytest also takes out `pytest_NAME`."""
    return plugin.removeprefix("no:").split(".")[0].removeprefix("pytest_")


def _refused(got: str) -> Refused:
    return Refused(
        got=got,
        expected="only options that select checks or change what is shown",
        advice="drop it; the suite brings its own list of plugins and writes its own reports",
    )


def _spelling(parser: ArgumentParser, name: str) -> str:
    for action in parser._actions:
        if action.dest == name and action.option_strings:
            return max(action.option_strings, key=len)
    return name
