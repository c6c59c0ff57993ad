"""What a task tells about a failed run: read from the forge, or told by whoever files by hand."""

import argparse
from pathlib import Path

from core.errors import Fault, Refused
from facts.github.failure import failure_of
from facts.github.gh_api import Forge
from facts.github.runs import RunRecord, read, run_document, there
from plugins.blockers.occasion import GithubRun
from plugins.blockers.trackers.chosen import forge
from profiles.schema.profile import Profile


def read_run(of: Forge, number: int) -> GithubRun:
    """Ask the forge for a run's address, its failed jobs and the end of their logs."""
    record = read(there(run_document(of, number), f"run {number}"), RunRecord)
    failure = failure_of(of, record)
    return GithubRun(str(failure.run_id), failure.url, failure.jobs, failure.excerpt)


def facts_of(options: argparse.Namespace, profile: Profile, project: Path) -> GithubRun:
    """Return what is known of the run; a forge that does not answer keeps nobody from filing."""
    told = GithubRun(options.run_id, options.run_url)
    if not options.run_id:
        return told
    if not options.run_id.isascii() or not options.run_id.isdigit():
        raise Refused(got=f"--run-id {options.run_id}", expected="the run's number", advice="copy it from the URL of the run")
    try:
        found = read_run(forge(profile, project), int(options.run_id))
    except Fault as fault:
        return GithubRun(options.run_id, options.run_url, log_excerpt=f"(the run could not be read: {fault})")
    return GithubRun(found.id, options.run_url or found.url, found.failed_jobs, found.log_excerpt)
