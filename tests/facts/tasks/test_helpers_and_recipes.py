"""Helpers that begin a command, and recipes with a semicolon that ends nothing."""

import shutil
import subprocess

import pytest

from facts.tasks.makefile import tasks
from facts.tasks.powershell import script
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


@pytest.mark.parametrize(
    "text",
    [
        "function Invoke-Gh {\n    gh @args\n}\nInvoke-Gh release upload v1 x\n",
        "try {\n    gh release create v1\n} catch {\n    throw\n} finally {\n    git status\n}\ngh release edit v1\n",
        "$base = if ($x) {\n    'a'\n} else {\n    'b'\n}\ngh release create v1\n",
        "switch ($x) {\n    'a' { gh x }\n}\ngh y\n",
        "function Use-It($a) {\n    if ($a) {\n        gh x\n    } else {\n        gh y\n    }\n}\nUse-It 1\n",
    ],
)
def test_a_powershell_script_with_blocks_is_shell_that_can_be_read(text: str) -> None:
    """What cannot be parsed is not looked at: a script with one function would be left out whole."""
    bash = shutil.which("bash")
    assert bash is not None
    read = subprocess.run([bash, "-n"], input=script(text).body, capture_output=True, text=True, check=False, timeout=30)
    assert (read.returncode, read.stderr) == (0, "")
    assert "gh " in script(text).body


def test_a_powershell_helper_is_called_with_its_words() -> None:
    """A name of two words is a function where the script has one of that name, and a cmdlet elsewhere."""
    body = script("function Invoke-Gh {\n    gh @args\n}\nInvoke-Gh release upload $env:TAG (Get-Item x)\nWrite-Host done\n").body
    assert 'gh "$@" || pwsh_goes_on' in body
    assert "Invoke_Gh release upload $TAG $pwsh" in body
    assert "done" not in body
