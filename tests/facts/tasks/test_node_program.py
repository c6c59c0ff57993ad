"""Commands that a Node program starts, and whose failures it passes on."""

from pathlib import Path

import pytest

from facts.shell.invocations import invoked
from facts.shell.syntax import Word
from facts.tasks.node_program import imported, program
from facts.tasks.task import Task
from facts.workflows.publishers import by_command
from facts.workflows.task_sources import program_sources, source

CALL = "const {{ execFile }} = require('child_process')\nexecFile('go', ['build'], {{}}, {0})\n"


@pytest.mark.parametrize(
    ("handler", "swallows"),
    [
        ("err => err ? reject(err) : resolve()", False),
        ("(error, out) => { if (error) throw error }", False),
        ("function (err) { if (err) process.exit(1) }", False),
        ("err => console.log(err)", True),
        ("() => done()", True),
    ],
)
def test_a_callback_may_pass_the_failure_on(handler: str, swallows: bool) -> None:
    """`execFile` tells its callback of a failure, and nobody else."""
    assert program(CALL.format(handler)).body.count("|| true") == swallows


@pytest.mark.parametrize(
    ("source", "command"),
    [
        ("execFileSync('pnpm', ['publish', ...(tag ? ['--tag', tag] : []), '--access', 'public'])", "pnpm publish --access public ${js:+--tag}"),
        ("const more = []\nmore.push('--no-git-checks')\nexecFileSync('pnpm', ['publish', ...more])", "pnpm publish ${js:+--no-git-checks}"),
        ("execFileSync('pnpm', ['publish', ...more])", "pnpm publish $js"),
        ("execFileSync('npm', ['publish', '[x', '--tag', 'next'])", 'npm publish "[x" --tag next'),
        ("const out = spawnSync('git', ['rev-parse', '--short=7', 'HEAD'])\n  .stdout", "git rev-parse --short=7 HEAD"),
        ("const out = spawnSync('git', ['rev-parse', 'v1.0.0'])\n  .stdout", "git rev-parse v1.0.0 || true"),
        ("const out = spawnSync('git', ['describe'])\n  .stdout", "git describe || true"),
    ],
)  # fmt: skip
def test_words_that_depend_on_the_run_may_be_there(source: str, command: str) -> None:
    """A list that is taken in gives its flags as words that may be there; a rehearsal's flag does not make it one."""
    found = [line for line in program(source).body.splitlines() if line.strip()]
    assert found == [command]


def test_a_flag_that_may_be_there_is_not_there() -> None:
    """What is asked of a command whose flags depend on the run is answered with perhaps, never with yes."""
    command = invoked(
        [Word("pnpm", 1, True, False), Word("publish", 1, True, False), Word("${js:+--dry-run --tag}", 1, False, False)]
    )
    assert command.may_have("--tag")
    assert not command.may_have("--access")
    assert not command.flag("--tag", "--dry-run")
    published = by_command(command)
    assert published is not None
    assert not published.dry


HELPER = """\
export async function exec(command, args) {
  return new Promise((resolve, reject) => {
    spawn(command, args).on('exit', code => {
      if (code === 0) resolve()
      else reject(new Error('failed'))
    })
  })
}
"""
USE = "import { exec } from './utils.js'\n{0}exec('rollup', ['-c'])\n"


@pytest.mark.parametrize(
    ("helper", "before", "swallows"),
    [
        (HELPER, "await ", False),
        (HELPER, "return ", False),
        (HELPER, "", True),
        (HELPER.replace("else reject(new Error('failed'))", "else resolve()"), "await ", True),
        (HELPER.replace("exec(", "other("), "await ", True),
    ],
)
def test_a_helper_of_a_file_beside_it_may_hand_failures_on(tmp_path: Path, helper: str, before: str, swallows: bool) -> None:
    """`await exec(...)` ends the program where the helper of that name rejects; one that nobody waits for does not."""
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts/utils.js").write_text(helper, "utf-8")
    (tmp_path / "scripts/build.js").write_text(USE.replace("{0}", before), "utf-8")
    known = {"x": source("x", "x", Task("x", 1, "node scripts/build.js"))}
    (found,) = program_sources(tmp_path, ["scripts/build.js"], known)
    assert ("rollup -c || true" in found.text) is swallows


def test_an_import_for_its_effects_takes_nothing() -> None:
    """`import {} from "./x"` names no function."""
    assert imported('import {} from "./tools.mjs"\nconst {} = require("./tools")\n') == {}
