"""The holes of a bare pytest run, each opened on purpose: none of them may look like a pass."""

import json

import pytest

from tests.sandbox_suite import GOOD, Toy

Spread = tuple[str, ...]


def body(text: str) -> str:
    """Return the good check followed by a hole."""
    return GOOD + text


def test_a_good_run_is_clear(toy: Toy, spread: Spread) -> None:
    """Nothing is blocked that is right."""
    toy.gate(GOOD)
    result = toy.run(*spread)
    assert (result.ret, toy.outcome("test_good"), toy.evidence["verdict"]["state"]) == (0, "passed", "clear")
    assert toy.run_entry["trouble"] == []


def test_h1_exit_without_a_word(toy: Toy, spread: Spread) -> None:
    """H1: a check that ends the process with status 0 proves nothing."""
    toy.gate(body('def test_hole(examine):\n    """It exits."""\n    examine([1])\n    os._exit(0)\n'))
    result = toy.run(*spread)
    assert result.ret == 101
    assert toy.outcome("test_hole") == "not_run"
    assert toy.evidence["verdict"]["state"] == "incomplete"


def test_h2_a_stale_report_is_not_taken_for_a_new_one(toy: Toy, spread: Spread) -> None:
    """H2: a report that cannot be written is missed, whatever lay there before."""
    toy.gate(GOOD)
    assert toy.run(*spread).ret == 0
    toy.gate(
        body(
            'def test_hole(examine, release):\n    """It spoils the report."""\n    examine([1])\n'
            '    for path in (release.evidence_dir / "runs").iterdir():\n'
            '        if path.is_dir() and not path.with_suffix(".json").exists():\n'
            '            path.with_suffix(".json").mkdir()\n'
        )
    )
    result = toy.run(*spread)
    assert result.ret == 101
    assert "pytest-json-report left no readable report" in " ".join(toy.run_entry["trouble"])


@pytest.mark.parametrize("how", ["raise KeyboardInterrupt", "pytest.exit('enough', returncode=0)"])
def test_h3_a_set_up_check_has_not_passed(toy: Toy, spread: Spread, how: str) -> None:
    """H3: a check that only has a setup record did not pass."""
    toy.gate(body(f'def test_hole(examine):\n    """It stops the session."""\n    examine([1])\n    {how}\n'))
    result = toy.run(*spread)
    assert result.ret in (2, 101)
    assert toy.outcome("test_hole") == "not_run"


@pytest.mark.parametrize(
    "words", [("--deselect", "gates/licensing/test_licensing.py::test_good"), ("--ignore=gates/licensing/test_licensing.py",)]
)
def test_h4_what_was_left_out_did_not_run(toy: Toy, spread: Spread, words: Spread) -> None:
    """H4: a check that is deselected or ignored was selected by the plan and did not run."""
    toy.gate(body('def test_other(examine):\n    """Another one."""\n    examine([1])\n'))
    assert toy.run(*spread, *words).ret == 101
    assert toy.outcome("test_good") == "not_run"


def test_h4_a_hook_cannot_drop_a_check(toy: Toy, spread: Spread) -> None:
    """H4: a check that a hook drops is missed by its name."""
    toy.gate(body('def test_other(examine):\n    """Another one."""\n    examine([1])\n'))
    (toy.root / "gates" / "conftest.py").write_text(
        "def pytest_collection_modifyitems(items):\n    items[:] = [i for i in items if i.name != 'test_good']\n"
    )
    assert toy.run(*spread).ret == 101
    assert (toy.outcome("test_good"), toy.outcome("test_other")) == ("not_run", "passed")


def test_h4_what_is_not_planned_blocks(toy: Toy, spread: Spread) -> None:
    """H4: a check that is collected but not in the plan makes the run incomplete."""
    path = toy.gate(GOOD)
    path.write_text(path.read_text() + '\ndef test_new(examine):\n    """New."""\n    examine([1])\n')
    assert toy.run(*spread).ret == 101
    assert "update_plan" in " ".join(toy.run_entry["trouble"])


def test_h5_a_dead_worker_is_not_forgotten(toy: Toy) -> None:
    """H5: a worker that dies of an internal error leaves the run incomplete although pytest may exit 0."""
    toy.gate(body('def test_hole(examine):\n    """It kills its worker."""\n    examine([1])\n    os.kill(os.getpid(), 9)\n'))
    assert toy.run("-n2").ret == 101
    assert toy.outcome("test_hole") == "not_run"


def test_h5_an_internal_error_is_not_forgotten(toy: Toy, spread: Spread) -> None:
    """H5: an internal error leaves the run incomplete."""
    toy.gate(GOOD)
    (toy.root / "gates" / "conftest.py").write_text("def pytest_runtest_logfinish(nodeid):\n    raise RuntimeError('inside')\n")
    assert toy.run(*spread).ret == 101
    assert toy.evidence["verdict"]["state"] == "incomplete"


@pytest.mark.parametrize(
    "what",
    [
        "raise AssertionError(chr(0xD800))",
        "record_property('x', object()); assert 1 == 2",
        "import logging; logging.getLogger().warning('w', extra={'thing': object()}); assert 1 == 2",
    ],
    ids=["surrogate", "property", "log"],
)
def test_h6_odd_values_do_not_hide_a_failure(toy: Toy, spread: Spread, what: str) -> None:
    """H6: a failure whose report holds odd values is still a failure."""
    toy.gate(body(f'def test_hole(examine, record_property):\n    """It fails oddly."""\n    examine([1])\n    {what}\n'))
    result = toy.run(*spread)
    assert (result.ret, toy.outcome("test_hole"), toy.outcome("test_good")) == (1, "failed", "passed")


def test_h7_a_failed_subtest_is_a_failure(toy: Toy, spread: Spread) -> None:
    """H7: a failed subtest fails its check."""
    toy.gate(
        body(
            'def test_hole(examine, subtests):\n    """It has subtests."""\n    examine([1])\n'
            "    with subtests.test(msg='one'):\n        assert 1 == 2\n"
        )
    )
    assert toy.run(*spread).ret == 1
    assert toy.outcome("test_hole") == "failed"


@pytest.mark.parametrize(
    ("hole", "outcome"),
    [
        ('def test_hole():\n    """Skips."""\n    pytest.skip("later")\n', "not_run"),
        ('@pytest.mark.xfail(strict=False)\ndef test_hole(examine):\n    """Expected."""\n    assert 1 == 2\n', "not_run"),
        ('@pytest.mark.xfail(strict=False)\ndef test_hole(examine):\n    """Unexpected."""\n    examine([1])\n', "not_run"),
        ('@pytest.mark.parametrize("x", [])\ndef test_hole(examine, x):\n    """Empty."""\n    examine([1])\n', "not_run"),
        ('pytest.skip("all", allow_module_level=True)\ndef test_hole(examine):\n    """All."""\n    examine([1])\n', "not_run"),
    ],
    ids=["skip", "xfail", "xpass", "empty", "module"],
)
def test_h8_what_is_skipped_did_not_run(toy: Toy, spread: Spread, hole: str, outcome: str) -> None:
    """H8: skipped, expected to fail, or empty: not run."""
    toy.gate(body(hole))
    assert toy.run(*spread).ret == 101
    assert toy.outcome("test_hole") == outcome


def test_h9_a_second_try_does_not_hide_the_first(toy: Toy, spread: Spread) -> None:
    """H9: of two reports for one check the worst counts."""
    toy.gate(
        body(
            'def test_hole(examine, tmp_path_factory, release):\n    """It fails once."""\n    examine([1])\n'
            '    mark = release.evidence_dir / "mark"\n    first = not mark.exists()\n    mark.touch()\n'
            "    assert not first\n"
        )
    )
    (toy.root / "gates" / "conftest.py").write_text(
        "from _pytest.runner import runtestprotocol\n"
        "def pytest_runtest_protocol(item, nextitem):\n"
        "    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)\n"
        "    for _ in range(2):\n"
        "        reports = runtestprotocol(item, nextitem=nextitem, log=False)\n"
        "        for report in reports:\n            item.ihook.pytest_runtest_logreport(report=report)\n"
        "        item._initrequest()\n"
        "    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)\n"
        "    return True\n"
    )
    assert toy.run(*spread).ret == 1
    assert (toy.outcome("test_hole"), toy.outcome("test_good")) == ("failed", "error")


@pytest.mark.parametrize(
    "word",
    [
        "--setup-plan",
        "--setup-only",
        "--collect-only",
        "--pdb",
        "--trace",
        "-s",
        "-pno:plugins.run.recorder",
        "-pevil",
        "-Wignore",
    ],
)
def test_h10_options_that_hide_are_refused(toy: Toy, word: str) -> None:
    """H10: an option that runs nothing or hides what happened is refused with a sentence and 4."""
    toy.gate(GOOD)
    (toy.root / "evil.py").write_text("")
    result = toy.run(word)
    assert result.ret == 4
    assert "expected" in result.stderr.str()
    assert not toy.evidence_path.exists()


@pytest.mark.parametrize("words", ["--collect-only", "-k nothing", "--help", "-p no:plugins.run.recorder", "--version", "tests"])
def test_h10_the_environment_cannot_hide_anything(toy: Toy, words: str) -> None:
    """H10: PYTEST_ADDOPTS cannot change what a run selects or does."""
    toy.gate(body('def test_hole(examine):\n    """It fails."""\n    assert examine([1]) == [2]\n'))
    assert toy.run(env={"PYTEST_ADDOPTS": words}).ret in (1, 4)


def test_h11_assertions_cannot_be_stripped(toy: Toy, spread: Spread) -> None:
    """H11: PYTHONOPTIMIZE does not reach the checks."""
    (toy.root / "gates" / "licensing").mkdir()
    (toy.root / "gates" / "licensing" / "helper.py").write_text("def fail():\n    assert 1 == 2\n")
    toy.gate(
        body('from helper import fail\ndef test_hole(examine):\n    """It fails in a helper."""\n    examine([1])\n    fail()\n')
    )
    assert toy.run(*spread, env={"PYTHONOPTIMIZE": "1"}).ret == 1


@pytest.mark.parametrize(
    "hole",
    [
        'def test_hole(examine):\n    """It returns."""\n    return examine([1])\n',
        'def test_hole(examine):\n    """It warns."""\n    examine([1])\n    warnings.warn("odd")\n',
        'import threading\ndef test_hole(examine):\n    """A thread fails."""\n    examine([1])\n'
        "    thread = threading.Thread(target=lambda: 1 / 0)\n    thread.start()\n    thread.join()\n",
    ],
    ids=["returns", "warns", "thread"],
)
def test_h12_warnings_are_not_passes(toy: Toy, spread: Spread, hole: str) -> None:
    """H12: a warning about a test that tested nothing is an error or a failure."""
    toy.gate(body(hole))
    assert toy.run(*spread).ret in (1, 101)
    assert toy.outcome("test_hole") in ("error", "failed")


def test_h13_metadata_that_is_dropped_blocks(toy: Toy, spread: Spread) -> None:
    """H13: metadata that cannot be written does not vanish in silence."""
    toy.gate(
        body(
            'def test_hole(examine, json_metadata):\n    """It says what cannot be written."""\n    examine([1])\n'
            "    json_metadata['x'] = object()\n"
        )
    )
    assert toy.run(*spread).ret == 101


def test_h14_a_later_exit_status_counts(toy: Toy, spread: Spread) -> None:
    """H14: an exit status that changes after the report was written makes the run incomplete."""
    toy.gate(GOOD)
    (toy.root / "gates" / "conftest.py").write_text(
        "import atexit, os\n"
        "def pytest_configure(config):\n    if not hasattr(config, 'workerinput'):\n        atexit.register(os._exit, 3)\n"
    )
    assert toy.run(*spread).ret == 101
    assert "status 3" in " ".join(toy.run_entry["trouble"])


def test_h16_h17_the_run_says_where_it_ran(toy: Toy, spread: Spread) -> None:
    """H16, H17: host, selection and plan digest are in the evidence, with workers too."""
    toy.gate(GOOD)
    toy.run(*spread)
    assert toy.run_entry["host"]["python"]
    assert toy.run_entry["plan_digest"] == toy.evidence["plan"]["digest"]
    assert toy.run_entry["selection"]["checks"] == ["pre_release/test_licensing::test_good"]


def test_h18_two_functions_of_one_name_are_refused(toy: Toy) -> None:
    """H18: a second function of the same name is refused when the plan is renewed, and blocks when it is not."""
    from core.errors import Refused

    path = toy.gate(GOOD)
    path.write_text(path.read_text() + GOOD)
    with pytest.raises(Refused, match="two functions named"):
        toy.gate(GOOD + GOOD)


def test_h19_secrets_reach_no_file(toy: Toy, spread: Spread) -> None:
    """H19: a secret of the environment that a check prints is in no file of the evidence folder."""
    secret = "tok-4f9a8b7c6d5e4f3a2b1c"
    toy.gate(
        body(
            'def test_hole(examine):\n    """It tells."""\n    examine([1])\n    print(os.environ["DEPLOY_TOKEN"])\n'
            '    assert os.environ["DEPLOY_TOKEN"] == "other"\n'
        )
    )
    result = toy.run(*spread, env={"DEPLOY_TOKEN": secret})
    assert result.ret == 1
    assert secret not in result.stdout.str() + result.stderr.str()
    files = [path for path in (toy.project / ".scratch").rglob("*") if path.is_file()]
    assert [path for path in files if secret in path.read_text(errors="replace")] == []


def test_a_path_is_not_the_whole_stage(toy: Toy, spread: Spread) -> None:
    """A path subset leaves the stage incomplete although its own checks pass."""
    toy.gate(GOOD)
    toy.gate(GOOD.replace("test_good", "test_better"), name="packaging", head=HEAD_8)
    assert toy.run(*spread, "gates/licensing/test_licensing.py").ret == 0
    assert toy.evidence["verdict"]["state"] == "incomplete"
    assert json.dumps(toy.evidence["verdict"]["reasons"]).count("test_better") == 1


HEAD_8 = "import pytest\npytestmark = [pytest.mark.pre_release, pytest.mark.gate(8), pytest.mark.static]\n"
