"""Which of pytest's own options a run may carry: those that show or select; all others are refused by name."""

from argparse import ArgumentParser, Namespace

from facts.errors import Refused

_OURS = frozenset(
    {
        "release_target", "base_tag", "mode", "agent", "project", "profile", "artifacts", "build_run_id", "publish_run_id",
        "blockers", "close_fixed_blockers", "perform", "evidence_dir", "resume", "fresh", "import_file", "doctor",
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
        "numprocesses", "maxprocesses", "dist", "tx", "distload", "maxworkerrestart", "loadscopereorder", "maxschedchunk",
        # where scratch goes
        "basetemp", "junitxml", "junitprefix", "plugins", "strict_markers", "strict_config", "strict",
    }
)  # fmt: skip
_REQUIRED = ("plugins", "xdist", "pytest_jsonreport", "pytest_metadata", "terminal", "runner", "python", "assertion", "mark")


def refuse(parser: ArgumentParser, options: Namespace) -> None:
    """Raise Refused for an option that could hide or change what the checks say."""
    for name, value in vars(options).items():
        if name not in _OURS | _HARMLESS and value != parser.get_default(name):
            raise _refused(f"the option {_spelling(parser, name)}")
    for plugin in options.plugins or ():
        if not plugin.startswith("no:") or plugin[3:].split(".")[0] in _REQUIRED:
            raise _refused(f"-p {plugin}")


def _refused(got: str) -> Refused:
    return Refused(
        got=got,
        expected="only options that select checks or change what is shown",
        advice="drop it; the suite brings its own list of plugins and writes its own reports",
    )


def _spelling(parser: ArgumentParser, name: str) -> str:
    for action in parser._actions:
        if action.dest == name and action.option_strings:
            return action.option_strings[-1]
    return name
