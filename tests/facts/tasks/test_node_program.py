"""Commands that a Node program starts, and whose failures it passes on."""

import pytest

from facts.tasks.node_program import program

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
