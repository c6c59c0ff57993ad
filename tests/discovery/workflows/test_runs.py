"""The model of a release run: by whatever hand something is published, the model sees it, and what its failure does."""

from pathlib import Path

import pytest

from discovery.workflows.combinations import combinations
from discovery.workflows.effects import Effect
from discovery.workflows.job_runs import runs
from facts.workflows.assembly import read, written

JOB = """\
on: {push: {tags: ["v*"]}}
permissions: {}
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - %s
"""


def published(tmp_path: Path, step: str, files: dict[str, str] | None = None) -> list[Effect]:
    """Return what the one step of a workflow publishes."""
    machinery = read(written(tmp_path, {".github/workflows/release.yml": JOB % step, **(files or {})}))
    return [each for run in runs(machinery) for job in run.jobs for each in job.effects if each.publisher is not None]


@pytest.mark.parametrize(
    ("step", "files"),
    [
        ("run: pipx run twine==6.1.0 upload dist/*", {}),
        ("run: uvx --from twine==6 twine upload dist/*", {}),
        ("run: python3 -I -m twine upload dist/*", {}),
        ("run: env A=b timeout 60 twine upload dist/*", {}),
        ("run: ls dist/* | xargs -n 1 twine upload", {}),
        ("run: find dist -name '*.whl' -exec twine upload {} +", {}),
        ("run: bash -ec 'twine upload dist/*'", {}),
        ("run: |\n          bash <<'X'\n          twine upload dist/*\n          X", {}),
        ("run: |\n          send() { twine upload \"$1\"; }\n          for f in a b; do send $f; done", {}),
        ("run: make release", {"Makefile": "release: send\nsend:\n\ttwine upload dist/*\n"}),
        ("run: make -C python send", {"python/Makefile": "UPLOAD := twine upload\nsend:\n\t@$(UPLOAD) dist/*\n"}),
        ("run: just send", {"justfile": "send:\n    twine upload dist/*\n"}),
        ("run: npm run send", {"package.json": '{"scripts": {"send": "twine upload dist/*"}}'}),
        ("run: yarn send", {"package.json": '{"scripts": {"send": "twine upload dist/*"}}'}),
        ("run: tox -e send", {"tox.ini": "[testenv:send]\ncommands =\n    twine upload dist/*\n"}),
        ("run: nox -s send", {"noxfile.py": "import nox\n@nox.session\ndef send(session):\n    session.run('twine', 'upload', 'dist/*')\n"}),
        ("run: poe send", {"pyproject.toml": '[tool.poe.tasks]\nsend = "twine upload dist/*"\n'}),
        ("run: hatch run send", {"pyproject.toml": '[tool.hatch.envs.default.scripts]\nsend = "twine upload dist/*"\n'}),
        ("run: pdm run send", {"pyproject.toml": '[tool.pdm.scripts]\nsend = {cmd = "twine upload dist/*"}\n'}),
        ("run: inv send", {"tasks.py": "from invoke import task\n@task\ndef send(c):\n    c.run('twine upload dist/*')\n"}),
        ("run: cargo send", {".cargo/config.toml": '[alias]\nsend = "publish"\n'}),
        ("run: cargo xtask send", {"xtask/src/main.rs": 'fn main() { Command::new("cargo").args(["publish", "-p", name]).status(); }'}),
        ("run: python tools/send.py", {"tools/send.py": "import subprocess\nsubprocess.run(['twine', 'upload', 'x'], check=True)\n"}),
        ("run: node tools/send.mjs", {"tools/send.mjs": "import {execSync} from 'child_process';\nexecSync('npm publish');\n"}),
        ("run: node tools/send.mjs", {"tools/send.mjs": "spawnSync('npm', ['publish', '--access', 'public']);\n"}),
        ("{shell: pwsh, run: ./send.ps1}", {"send.ps1": "foreach ($x in 'a') {\n  twine upload $x\n}\n"}),
        ("uses: ./.github/actions/send", {".github/actions/send/action.yml": "runs:\n  using: composite\n  steps:\n    - {shell: bash, run: twine upload x}\n"}),
        ("run: gh api -X POST repos/a/b/releases -f tag_name=v1", {}),
        ("run: curl --upload-file x https://uploads.github.com/repos/a/b/releases/1/assets?name=x", {}),
    ],
)  # fmt: skip
def test_whoever_publishes_is_seen(tmp_path: Path, step: str, files: dict[str, str]) -> None:
    """A publication is found through every hand."""
    found = published(tmp_path, step, files)
    assert {each.irreversible for each in found} == {True}


@pytest.mark.parametrize(
    ("step", "files"),
    [
        ("run: npm run publish-docs", {"package.json": '{"scripts": {"publish-docs": "echo npm publish"}}'}),
        ("run: cargo publish --dry-run", {}),
        ("run: python tools/send.py build", {"tools/send.py": "import subprocess, sys\n\ndef build():\n    subprocess.run(['make'])\n\ndef send():\n    subprocess.run(['twine', 'upload', 'x'])\n\nSTEPS = {'build': build, 'send': send}\nSTEPS[sys.argv[1]]()\n"}),
        ("run: scripts/send.sh true", {"scripts/send.sh": "dry=()\nif [ \"$1\" != false ]; then dry=(--dry-run); fi\ncargo publish \"${dry[@]}\"\n"}),
        ("run: make send DRY=1", {"Makefile": "send:\nifeq ($(DRY),)\n\tcargo publish\nendif\n"}),
        ("run: gh release create v1 --draft", {}),
    ],
)  # fmt: skip
def test_what_only_rehearses_is_not_irreversible(tmp_path: Path, step: str, files: dict[str, str]) -> None:
    """A rehearsal, and a task of another name, take nothing out of the house."""
    assert not [each for each in published(tmp_path, step, files) if each.irreversible]


@pytest.mark.parametrize(
    ("script", "lost"),
    [
        ("cargo publish || true\ntrue", True),
        ("cargo publish || { echo no; exit 1; }\ntrue", False),
        ("set +e\ncargo publish\nset -e\ntrue", True),
        ("set +o errexit\ncargo publish\ntrue", True),
        ("set +e\ncargo publish\ncode=$?\nset -e\nif [ $code -ne 0 ]; then exit 1; fi", False),
        ("cargo publish | tee log\ntrue", True),
        ("set -o pipefail\ncargo publish | tee log\ntrue", False),
        ("if ! cargo publish; then exit 1; fi\ntrue", False),
        ("if cargo publish; then echo yes; fi\ntrue", True),
        ("cargo publish &\nwait", True),
        ("cargo publish &\nwait $!", False),
        ("cargo publish && echo done\ntrue", True),
        ("cargo publish && echo done", False),
        ("send() { local out=$(cargo publish); }\nsend", True),
        ("out=$(cargo publish)\ntrue", False),
        ("failed=0\nfor x in a b; do cargo publish -p $x || failed=1; done\nexit $failed", False),
        ("for x in a b; do cargo publish -p $x || echo $x; done", True),
    ],
)
def test_what_a_failure_does_is_decided_by_its_place(tmp_path: Path, script: str, lost: bool) -> None:
    """A failing command ends the job, or does not, by the rules of the shell."""
    block = script.replace("\n", "\n          ")
    found = published(tmp_path, f"run: |\n          {block}")
    assert {bool(each.lost) for each in found} == {lost}


def test_a_job_that_waits_for_nothing_publishes_although_its_build_failed(tmp_path: Path) -> None:
    """The combinations of results say in which of them something irreversible happens."""
    text = """\
on: {push: {tags: ["v*"]}}
jobs:
  build: {runs-on: x, steps: [{run: make}]}
  publish: {needs: build, if: "always()", runs-on: x, steps: [{run: cargo publish}]}
  other: {needs: build, if: "always() && !contains(needs.*.result, 'failure') && !cancelled()", runs-on: x, steps: [{run: npm publish}]}
"""
    machinery = read(written(tmp_path, {".github/workflows/release.yml": text}))
    found = {each.job.id: each.although for run in runs(machinery) for each in combinations(run)}
    assert found["publish"] == (("build", "failure"), ("build", "cancelled"))
    assert ("build", "failure") not in found["other"]


TOX = """
[tox]
envlist = py313, docs

[testenv]
commands = pytest {posargs}

[testenv:docs]
commands = sphinx-build docs build

[testenv:lint]
deps = ruff

[testenv:cover]
commands = coverage run -m unittest
"""


@pytest.mark.parametrize(
    ("asked", "tests"),
    [
        ("-e docs", False),
        ("-e py313", True),
        ("-e lint", True),
        ("-e docs,py313", True),
        ("", True),
        ("-e cover", True),
        ("-e gone", True),
    ],
)
def test_an_environment_that_runs_no_test_tests_nothing(tmp_path: Path, asked: str, tests: bool) -> None:
    """Its own commands count; one that says none runs those of the common section, and one that nobody knows may test."""
    files = {".github/workflows/release.yml": JOB % f"run: tox {asked}", "tox.ini": TOX}
    machinery = read(written(tmp_path, files))
    found = {each.kind for run in runs(machinery) for job in run.jobs for each in job.effects}
    assert ("test" in found) == tests
