"""Both sides are measured in pairs by a real program: what is unchanged passes, what is slower, gone or erratic does not."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.errors import Undecided
from core.run_cache import Once
from facts.builds.project_builds import Builds
from gates.performance.bench import Bench, artifact
from gates.performance.scenarios import demand_same
from gates.performance.sides import Sides
from gates.performance.slowdowns import demand_settled, known_bad, known_noisy, slower
from profiles.schema import builds as builds_table
from profiles.schema.performance import Benchmark, Family, PerformanceTable
from profiles.schema.suites import SuiteStep
from tests.repository import checkout, commit, git

PRINT = "import json\nprint(json.dumps({'results': [{'bench': b, 'ms_per_msg': f} for b, f in FIGURES.items()]}))\n"
BASE = {"append": 1.0, "get": 2.0}
ROW = Benchmark("small", ("{python}", "{checkout}/bench.py"), counted=True, budget=20)
FAMILIES = (Family("append", "small", {"bench": "append"}), Family("get", "small", {"bench": "get"}))


def source(figures: dict[str, float]) -> str:
    """Return a benchmark that prints these figures."""
    return f"FIGURES = {figures!r}\n{PRINT}"


def refuse(key: str, make: Callable[[], Any]) -> Any:
    """Say no to whoever wants to be alone."""
    raise Undecided(got=f"{key}: nobody else may run", expected="company", advice="wait")


def timed(bench: Bench) -> Bench:
    """Return the same with times for counts, on a host where nobody can be alone."""
    table = PerformanceTable((Benchmark("small", ROW.argv, budget=20),), FAMILIES)
    return replace(bench, table=table, alone=refuse)


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Bench]:
    """Make a project whose candidate's benchmark is the given source, and its bench."""

    def made(candidate: str, row: Benchmark = ROW, steps: tuple[SuiteStep, ...] = ()) -> Bench:
        project = checkout(tmp_path / "project", {"bench.py": source(BASE)})
        git(project.path, "tag", "v0.1.0")
        commit(project.path, {"bench.py": candidate})
        once = Once(tmp_path / "work" / "once")
        builds = Builds(project.path, project.head, "v0.1.0", builds_table.BuildsTable(steps), tmp_path / "work", once)
        (tmp_path / "evidence").mkdir(exist_ok=True)
        return Bench(builds, PerformanceTable((row,), FAMILIES), once, tmp_path / "evidence")

    return made


def test_an_unchanged_program_passes(make: Callable[..., Bench]) -> None:
    """Two pairs of figures that repeat are enough."""
    bench = make(source(BASE) + "# changed\n")
    measurement = bench.measured("small")
    judged = bench.judged(measurement, FAMILIES)
    assert len(measurement.pairs) == 2
    assert slower(judged) == demand_settled(judged) == []
    assert demand_same(measurement.pairs[0].base, measurement.pairs[0].candidate) == []


def test_a_slower_program_is_named_with_its_interval(make: Callable[..., Bench]) -> None:
    """One family is slower, the other is not."""
    bench = make(source({**BASE, "append": 1.27}))
    measurement = bench.measured("small")
    (one,) = slower(bench.judged(measurement, FAMILIES[:1]))
    assert one.got == "append: bench append is slower, between 20 % slower and 30 % slower"
    assert one.expected == "less than 15 % slower"
    assert slower(bench.judged(measurement, FAMILIES[1:])) == []


def test_a_program_that_cannot_be_told_is_undecided(make: Callable[..., Bench]) -> None:
    """Figures that jump leave the question open, also for who asks what is slower."""
    erratic = (
        "import pathlib\nseen = pathlib.Path(__file__).with_name('seen')\nturn = seen.exists()\n"
        "seen.unlink() if turn else seen.touch()\nFIGURES = {'append': 2.0 if turn else 0.5, 'get': 2.0}\n" + PRINT
    )
    bench = make(erratic, Benchmark("small", ROW.argv, budget=1))
    judged = bench.judged(bench.measured("small"), FAMILIES)
    for question in (slower, demand_settled):
        with pytest.raises(Undecided, match=r"append: bench append is undecided, between .* within \d+ pairs, .*a quieter host"):
            question(judged)


def test_a_lost_scenario_leaves_the_others_judged(make: Callable[..., Bench]) -> None:
    """What is on both sides is still judged; what is not is said."""
    bench = make(source({"append": 1.0}))
    measurement = bench.measured("small")
    assert slower(bench.judged(measurement, FAMILIES[:1])) == []
    assert measurement.series("get") == {}
    with pytest.raises(Undecided, match=r"get: bench get on one side only \(the base\)"):
        demand_same(measurement.pairs[0].base, measurement.pairs[0].candidate)


def test_a_program_that_prints_other_scenarios_each_time_is_undecided(make: Callable[..., Bench]) -> None:
    """A second run that lost a scenario is not compared with the first."""
    forgetful = (
        "import pathlib\nseen = pathlib.Path(__file__).with_name('seen')\n"
        "FIGURES = {'append': 1.0} if seen.exists() else {'append': 1.0, 'get': 2.0}\nseen.touch()\n" + PRINT
    )
    with pytest.raises(Undecided, match="other scenarios than in the first run of the same side: get: bench get"):
        make(forgetful).measured("small")


def test_the_known_bad_inputs_are_refused(make: Callable[..., Bench]) -> None:
    """The base against itself, 1.3 times as slow, is slower; erratic figures are open."""
    bench = make(source(BASE))
    measurement = bench.measured("small")
    assert (
        "append is slower, between 30 % slower and 30 % slower" in slower(bench.judged(known_bad(measurement), FAMILIES))[0].got
    )
    with pytest.raises(Undecided, match="append: bench append is undecided"):
        demand_settled(bench.judged(known_noisy(measurement), FAMILIES))


def test_what_is_timed_runs_in_other_surroundings_each_time(make: Callable[..., Bench]) -> None:
    """No run has the folder's name or the environment of another, and none finds what another left."""
    curious = (
        "import os, pathlib\nhere = pathlib.Path.cwd()\nassert not any(here.iterdir())\n(here / 'left').touch()\n"
        "seen = pathlib.Path(__file__).parent / 'seen.txt'\n"
        "print(len(here.name), len(os.environ.get('RELEASE_LAYOUT', '')), file=seen.open('a'))\n" + source(BASE)
    )
    counted = make(curious)
    counted.measured("small")
    project = counted.builds.checkout("candidate")
    assert {line.split()[1] for line in _lines(project / "seen.txt")} == {"0"}
    (project / "seen.txt").unlink()
    replace(timed(counted), alone=Once(counted.evidence / "alone")).measured("small")
    seen = _lines(project / "seen.txt")
    assert len(seen) == len(set(seen)) > 5


def _lines(path: Path) -> list[str]:
    return path.read_text().splitlines()


def test_what_is_counted_may_have_company_and_what_is_timed_may_not(make: Callable[..., Bench]) -> None:
    """Counts repeat under any load: nobody has to wait for them."""
    bench = make(source(BASE))
    with pytest.raises(Undecided, match="nobody else may run"):
        timed(bench).measured("small")
    assert len(replace(bench, alone=refuse).measured("small").pairs) == 2


def test_raw_times_and_conditions_are_left_in_the_evidence(make: Callable[..., Bench]) -> None:
    """Seed, order, load, processor, changed files, every figure and every verdict are in the file that the evidence names."""
    bench = make(source(BASE) + "# changed\n")
    bench.measured("small")
    name, sha256, size, _ = artifact(bench.raw("small"))
    document: dict[str, Any] = json.loads((bench.evidence / name).read_text())
    told = document["measurement"]
    assert (told["conditions"]["changed"], told["pairs"][0]["base"]["append"]) == (["bench.py"], {"bench append": 1.0})
    assert {pair["first"] for pair in told["pairs"]} == {"base", "candidate"}
    assert told["conditions"]["processor"]
    assert told["conditions"]["governor"]
    assert [one["state"] for one in document["judged"]["verdicts"]["get"]] == ["passed"]
    assert (len(sha256), size) == (64, (bench.evidence / name).stat().st_size)


def test_a_benchmark_that_the_profile_does_not_have_is_undecided(make: Callable[..., Bench]) -> None:
    """A family's slip is a sentence."""
    with pytest.raises(Undecided, match="no benchmark 'large' in the profile, expected one of small"):
        make(source(BASE)).measured("large")


STEP = SuiteStep(
    "copy", ("{python}", "-c", "import shutil; shutil.copy('bench.py', '{checkout}/made.py'); open('built', 'a').write('x')")
)
KEPT = Benchmark("small", ("{python}", "{checkout}/made.py"), after=("copy",), program=("made.py",), counted=True)


def sides(bench: Bench, cache: Path, run: str) -> Sides:
    """Return the sides of another run of the suite."""
    work = bench.builds.workspace.with_name(run)
    old = bench.builds
    return Sides(Builds(old.project, old.commit, old.base, old.recipe, work, Once(work / "once")), KEPT, cache)


def test_the_bases_program_is_kept_from_run_to_run(make: Callable[..., Bench], tmp_path: Path) -> None:
    """A second run does not build the base again, and runs the very same program."""
    bench = make(source({"append": 3.0}), KEPT, (STEP,))
    first, second = (sides(bench, tmp_path / "kept", run) for run in ("one", "two"))
    assert first.digests() == second.digests()
    assert (second.place("base").checkout / "made.py").read_text() == source(BASE)
    assert (tmp_path / "one" / "clones" / "base" / "built").exists()
    assert not (tmp_path / "two" / "clones" / "base" / "built").exists()


def test_a_kept_program_that_changed_is_built_again(make: Callable[..., Bench], tmp_path: Path) -> None:
    """What is kept is believed only with its digest."""
    bench = make(source(BASE), KEPT, (STEP,))
    kept = sides(bench, tmp_path / "kept", "one").place("base").checkout / "made.py"
    kept.write_text(source({"append": 99.0}))
    assert (sides(bench, tmp_path / "kept", "two").place("base").checkout / "made.py").read_text() == source(BASE)


def test_another_recipe_is_another_program(make: Callable[..., Bench], tmp_path: Path) -> None:
    """A program of other steps is not taken for this one."""
    bench = make(source(BASE), KEPT, (STEP,))
    first = sides(bench, tmp_path / "kept", "one").place("base").checkout
    other = sides(bench, tmp_path / "kept", "two")
    steps = builds_table.BuildsTable((SuiteStep("copy", (*STEP.argv, "again")),))
    changed = Builds(other.builds.project, other.builds.commit, "v0.1.0", steps, other.builds.workspace, other.builds.once)
    assert Sides(changed, KEPT, tmp_path / "kept").place("base").checkout != first


def test_a_program_that_no_step_makes_is_undecided(make: Callable[..., Bench], tmp_path: Path) -> None:
    """A wrong path in the profile is a sentence."""
    row = Benchmark("small", KEPT.argv, after=("copy",), program=("gone.py",))
    bench = make(source(BASE), row, (STEP,))
    with pytest.raises(Undecided, match=r"no gone\.py in .*/clones/base, expected a program that the steps make"):
        Sides(bench.builds, row, tmp_path / "kept").digests()
