"""Helpers that begin a command, and recipes with a semicolon that ends nothing."""

from facts.tasks.makefile import tasks
from facts.tasks.python_program import program

_GIT = """
import subprocess

def git(*words):
    subprocess.run(["git", *words], check={0})

def main():
    git("push", "origin", "v1")

main()
"""


def test_a_helper_that_begins_a_command_is_the_command() -> None:
    """It has the name of the program, which must not hide it; without `check` its failure is lost."""
    strict, lenient = program(_GIT.replace("{0}", "True")), program(_GIT.replace("{0}", "False"))
    assert strict is not None
    assert lenient is not None
    assert "git push origin v1" in strict.body
    assert "git()" not in strict.body
    assert "git push origin v1 || true" in lenient.body


def test_a_helper_that_starts_more_stays_a_function() -> None:
    """What it starts besides must not be lost."""
    text = _GIT.replace("{0}", "True").replace(
        "\n\ndef main", '\n    subprocess.run(["twine", "upload", "dist"], check=True)\n\ndef main'
    )
    known = program(text)
    assert known is not None
    assert "twine upload dist" in known.body


def test_the_end_of_exec_is_no_end_of_a_command() -> None:
    """An escaped semicolon belongs to find; one between two commands still loses the first one's failure."""
    known = {task.name: task.body for task in tasks("page:\n\tfind d -exec gh x {} \\;\n\ntwo:\n\ta; b;\n")}
    assert known["page"].strip() == "find d -exec gh x {} \\;"
    assert known["two"].strip() == "(set +e; a; b)"
