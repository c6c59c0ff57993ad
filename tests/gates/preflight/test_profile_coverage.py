"""What a project has and its profile lacks is named, and what the base had and is gone, whatever the profile says."""

from dataclasses import replace

import msgspec
import pytest

from discovery.model import at, of_checkout
from facts.vcs.git import Checkout
from gates.preflight.profile_coverage import uncovered
from profiles.schema.profile import Profile, load
from sample import write
from tests.repository import checkout, commit, git

FILES = {
    "pyproject.toml": '[build-system]\nrequires = []\n[project]\nname = "demo"\nversion = "1.0.0"\nlicense = "MIT"\n',
    "tests/test_demo.py": "def test_x(): pass\n",
    "node/package.json": '{\n  "name": "demo-js",\n  "version": "1.0.0"\n}\n',
    "node/package-lock.json": '{\n  "lockfileVersion": 3,\n  "packages": {"node_modules/x": {"version": "1.0.0"}}\n}\n',
    "CHANGELOG.md": "## 1.0.0\n\nAll.\n",
    ".github/workflows/release.yml": "on: push\njobs:\n  x:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npm publish\n",
}
WHOLE = {
    "project": {"name": "demo"},
    "preflight": {
        "versions": [
            {"id": "python", "path": "pyproject.toml", "kind": "pyproject"},
            {"id": "node", "path": "node/package.json", "kind": "package-json"},
        ]
    },
    "dependencies": {"locks": [{"name": "node", "kind": "node", "path": "node/package-lock.json"}]},
    "builds": {"suites": [{"name": "tests", "kind": "pytest"}]},
    "channels": {"npm": {"package": "demo-js"}},
}


@pytest.fixture
def project(tmp_path):
    """Return a project whose base is tagged."""
    made = checkout(tmp_path / "demo", FILES)
    git(made.path, "tag", "v1.0.0")
    return made


def profile(**changed):
    """Return the whole profile with other tables."""
    return msgspec.convert({**WHOLE, **changed}, Profile)


def found(project, given):
    """Return what is said of a project now and at its base."""
    return [finding.got for finding in uncovered(given, of_checkout(project), at(project, "v1.0.0"))]


def test_a_whole_profile_covers_it(project):
    """Nothing is lacking and nothing went."""
    assert found(project, profile()) == []


@pytest.mark.parametrize(
    ("changed", "got"),
    [
        ({"preflight": {}}, "the pypi package demo is in no table of the profile"),
        ({"dependencies": {}}, "the lock node/package-lock.json is in no table of the profile"),
        ({"builds": {}}, "the suite pytest in . is in no table of the profile"),
        ({"channels": {}}, "a step that publishes to npm is in no table of the profile"),
    ],
)
def test_what_the_profile_lacks_is_named(project, changed, got):
    """One finding each, by name."""
    assert got in found(project, profile(**changed))


@pytest.mark.parametrize(
    ("path", "got"),
    [
        ("node/package.json", "the npm package demo-js was in the base and is gone"),
        ("node/package-lock.json", "the lock node/package-lock.json was in the base and is gone"),
        ("tests/test_demo.py", "the suite pytest in . was in the base and is gone"),
        ("CHANGELOG.md", "a changelog was in the base and is gone"),
        (".github/workflows/release.yml", "a step that publishes to npm was in the base and is gone"),
    ],
)
def test_what_the_base_had_is_named(project, path, got):
    """Whether the profile was adapted or not: an empty one has nothing to say of it either."""
    (project.path / path).unlink()
    commit(project.path, {})
    assert got in found(project, profile())
    assert got in found(project, msgspec.convert({"project": {"name": "demo"}}, Profile))


BUILDS = "on: push\njobs:\n  x:\n    runs-on: ${{ matrix.os }}\n    strategy:\n      matrix:\n        os: [ubuntu-latest, macos-14]\n    steps:\n      - run: npm publish\n      - run: npm test\n"


@pytest.mark.parametrize(
    ("change", "got"),
    [
        ({"release": BUILDS.replace(", macos-14", "")}, ["the platform macos was in the base and is gone"]),
        ({"release": BUILDS.replace("macos-14", "macos-15")}, []),
        ({"release": BUILDS, "renamed": BUILDS.replace("npm publish", "npm pack"), "second": None}, []),
        (
            {"release": BUILDS, "second": None},
            ["the workflow .github/workflows/second.yml, which runs the tests, was in the base and is gone"],
        ),
    ],
)
def test_a_platform_or_workflow_that_the_base_had_is_named(project, change, got):
    """A family of runners that is published from, a workflow that runs the tests; a newer runner or another name is no loss."""
    folder = ".github/workflows"
    commit(project.path, {f"{folder}/release.yml": BUILDS, f"{folder}/second.yml": BUILDS.replace("npm publish", "npm pack")})
    git(project.path, "tag", "-f", "v1.0.0")
    for name, text in change.items():
        path = project.path / folder / f"{name}.yml"
        path.write_text(text) if text else path.unlink()
    commit(project.path, {})
    for given in (profile(), msgspec.convert({"project": {"name": "demo"}}, Profile)):
        gone = [one.got for one in uncovered(given, of_checkout(project), at(project, "v1.0.0")) if "is gone" in one.got]
        assert gone == got


RUST = {
    "Cargo.toml": '[package]\nname = "demo"\nversion = "1.0.0"\n',
    "src/lib.rs": "#[test]\nfn works() {}\n",
    "tests/cli.rs": "#[test]\nfn runs() {}\n",
    "tests/common/mod.rs": "pub fn x() {}\n",
}
GONE = "the folder of tests tests (cargo) was in the base and is gone"


@pytest.mark.parametrize(
    ("now", "got"),
    [
        ({}, [GONE]),
        ({"tests/cli.rs": "#[test]\nfn runs() {}\n"}, []),
        ({"checks/tests/cli.rs": "#[test]\nfn a() {}\n", "checks/tests/b.rs": "#[test]\nfn b() {}\n"}, []),
        ({"src/tests/a.rs": "#[test]\nfn a() {}\n"}, [GONE]),
    ],
    ids=["removed", "one-stays", "moved", "fewer"],
)
def test_a_folder_of_tests_that_the_suite_lost_is_named(tmp_path, now, got):
    """The tests inside the sources keep the suite; a folder whose files went elsewhere is no loss."""
    made = checkout(tmp_path / "demo", RUST)
    git(made.path, "tag", "v1.0.0")
    git(made.path, "rm", "-qr", "tests")
    commit(made.path, {**now, "README.md": "# Demo\n"})
    given = msgspec.convert({"project": {"name": "demo"}}, Profile)
    said = [one.got for one in uncovered(given, of_checkout(made), at(made, "v1.0.0")) if "is gone" in one.got]
    assert said == got


def test_tests_that_go_with_their_package_are_no_loss_of_their_own(tmp_path):
    """A crate of the workspace that nobody publishes is gone with its tests; those of the others stay."""
    inner = {
        "inner/Cargo.toml": '[package]\nname = "inner"\nversion = "0.0.0"\npublish = false\n',
        "inner/tests/a.rs": "#[test]\nfn a() {}\n",
    }
    made = checkout(tmp_path / "demo", {**RUST, **inner})
    git(made.path, "tag", "v1.0.0")
    git(made.path, "rm", "-qr", "inner")
    commit(made.path, {"README.md": "# Demo\n"})
    given = msgspec.convert({"project": {"name": "demo"}}, Profile)
    assert not [one.got for one in uncovered(given, of_checkout(made), at(made, "v1.0.0")) if "folder of tests" in one.got]


def test_a_reason_leaves_it_out(project):
    """By the name that the finding gives."""
    reasons = {"node/package-lock.json": "it is for the examples only"}
    given = profile(dependencies={}, preflight={**WHOLE["preflight"], "excluded": reasons})
    assert found(project, given) == []


@pytest.mark.parametrize(
    ("path", "was", "now", "name"),
    [
        ("pyproject.toml", '\nname = "brook-sample"', '\nname = "brook-other"', "the pypi package brook-sample"),
        ("uv.lock", "", "", "the lock uv.lock"),
        (".github/workflows/release-publish.yml", "", "", "a step that publishes to PyPI"),
        (".github/workflows/release-publish.yml", "ubuntu-", "macos-", "the platform linux"),
        ("CHANGELOG.md", "", "", "a changelog"),
    ],
)
def test_what_the_sample_loses_is_named(tmp_path, path, was, now, name):
    """With the sample's own profile, and with one that says nothing of it any more."""
    folder = write(tmp_path / "sample")
    given = load(folder / "release-profile.toml")
    if was:
        (folder / path).write_text((folder / path).read_text().replace(was, now))
    else:
        (folder / path).unlink()
    commit(folder, {})
    base, model = at(Checkout(folder), "v0.1.0"), of_checkout(Checkout(folder))
    for profile in (given, msgspec.convert({"project": {"name": "brook"}}, Profile)):
        assert f"{name} was in the base and is gone" in [one.got for one in uncovered(profile, model, base)]


@pytest.mark.parametrize(("others", "count"), [(True, 0), (False, 1)])
def test_what_another_line_publishes_needs_no_channel(project, others, count):
    """Only packages that are released by themselves go to npm; without them the step is nobody's."""
    model = of_checkout(project)
    mine = tuple(one for one in model.packages if one.ecosystem != "npm")
    rest = tuple(one for one in model.packages if one.ecosystem == "npm") if others else ()
    line = replace(model, packages=mine, others=rest)
    found = [one.got for one in uncovered(profile(channels={}), line, None)]
    assert found.count("a step that publishes to npm is in no table of the profile") == count


def test_license_files_of_a_package_do_not_go_unnoticed(tmp_path):
    """Crates that all had theirs may not all lose it: afterwards they look like a workspace that never had any."""
    crate = '[package]\nname = "{0}"\nversion = "1.1.0"\nedition = "2021"\nlicense = "MIT"\ndescription = "d"\n'
    files = {"Cargo.toml": '[workspace]\nmembers = ["a", "b"]\n', "LICENSE": "MIT License\n"}
    for name in "ab":
        files |= {f"{name}/Cargo.toml": crate.format(name), f"{name}/src/lib.rs": "", f"{name}/LICENSE": "MIT License\n"}
    made = checkout(tmp_path / "demo", files)
    git(made.path, "tag", "v1.0.0")
    (made.path / "a" / "LICENSE").rename(made.path / "a" / "LICENSE-MIT")
    (made.path / "b" / "LICENSE").unlink()
    commit(made.path, {})
    given = msgspec.convert({"project": {"name": "demo"}}, Profile)
    said = [one.got for one in uncovered(given, of_checkout(made), at(made, "v1.0.0"), is_reviewed=False)]
    assert said == ["the license file of the crates package b (LICENSE) was in the base and is gone"]


@pytest.mark.parametrize(
    ("manifest", "step", "lost"),
    [
        ('{"name": "demo-js", "version": "9.9.9"}', "twine upload dist/*", False),
        ('{"name": "demo-js", "version": "1.0.0"}', "twine upload dist/*", True),
        ('{"name": "demo-js", "version": "9.9.9"}', "npm publish", True),
        ('{"name": "demo-js", "version": "9.9.9"}', "make", True),
    ],
)
def test_a_manifest_for_developers_may_go(tmp_path, manifest, step, lost):
    """It has a version of its own, and workflows publish elsewhere; where nothing tells where, it is missed."""
    flow = FILES[".github/workflows/release.yml"].replace("npm publish", step)
    made = checkout(tmp_path / "demo", {**FILES, "node/package.json": manifest, ".github/workflows/release.yml": flow})
    git(made.path, "tag", "v1.0.0")
    git(made.path, "rm", "-q", "node/package.json")
    commit(made.path, {})
    said = [one.got for one in uncovered(profile(), of_checkout(made), at(made, "v1.0.0"), is_reviewed=False)]
    assert ("the npm package demo-js was in the base and is gone" in said) is lost


@pytest.mark.parametrize(
    ("step", "lost"),
    [
        ("run: make -j 4 verify", False),
        ("run: cmake --build . --target verify", False),
        ("{uses: acme/retry@v2, with: {command: ctest}}", False),
        ("run: cmake --build . --target install", True),
        ("{uses: acme/retry@v2, with: {command: make install}}", True),
    ],
)
def test_tests_may_be_started_by_a_target_or_an_action(tmp_path, step, lost):
    """A workflow that runs them in another way goes on doing so."""
    flow = "on: push\njobs:\n  x:\n    runs-on: ubuntu-latest\n    steps:\n      - {0}\n"
    made = checkout(tmp_path / "demo", {**FILES, ".github/workflows/tests.yml": flow.format("run: ctest")})
    git(made.path, "tag", "v1.0.0")
    commit(made.path, {".github/workflows/tests.yml": flow.format(step)})
    said = [one.got for one in uncovered(profile(), of_checkout(made), at(made, "v1.0.0"), is_reviewed=False)]
    assert ("a workflow that runs the tests was in the base and is gone" in said) is lost


@pytest.mark.parametrize(("jobs", "count"), [(("a", "b"), 0), (("a",), 1)])
def test_workflows_may_become_one(tmp_path, jobs, count):
    """As many jobs as before run the tests; where there are fewer, the workflow that went is named."""
    job = "  {0}:\n    runs-on: ubuntu-latest\n    steps:\n      - run: ctest\n"
    folder = ".github/workflows"
    head = "on: push\njobs:\n"
    files = {**FILES, f"{folder}/one.yml": head + job.format("a"), f"{folder}/two.yml": head + job.format("b")}
    made = checkout(tmp_path / "demo", files)
    git(made.path, "tag", "v1.0.0")
    git(made.path, "rm", "-q", f"{folder}/two.yml")
    commit(made.path, {f"{folder}/one.yml": head + "".join(map(job.format, jobs))})
    said = [one.got for one in uncovered(profile(), of_checkout(made), at(made, "v1.0.0"), is_reviewed=False)]
    assert len([one for one in said if "the workflow" in one]) == count


@pytest.mark.parametrize(("name", "step", "count"), [("all", "ctest", 0), ("all", "make install", 2), ("one", "ctest", 1)])
def test_a_new_workflow_may_replace_several(tmp_path, name, step, count):
    """One with a matrix runs what two ran; where no new one runs the tests, those that went are named."""
    job = "on: push\njobs:\n  {0}:\n    runs-on: ubuntu-latest\n    steps:\n      - run: {1}\n"
    folder = ".github/workflows"
    files = {**FILES, f"{folder}/one.yml": job.format("a", "ctest"), f"{folder}/two.yml": job.format("b", "ctest")}
    made = checkout(tmp_path / "demo", files)
    git(made.path, "tag", "v1.0.0")
    git(made.path, "rm", "-q", f"{folder}/one.yml", f"{folder}/two.yml")
    commit(made.path, {f"{folder}/{name}.yml": job.format("a", step)})
    said = [one.got for one in uncovered(profile(), of_checkout(made), at(made, "v1.0.0"), is_reviewed=False)]
    assert len([one for one in said if "the workflow" in one]) == count


CRATE = '[package]\nname = "{0}"\nversion = "1.0.0"\nlicense = "MIT"\ndescription = "x"\n'


@pytest.mark.parametrize(("tests", "lost"), [(("a.rs", "b.rs"), False), (("a.rs",), True), ((), True)])
def test_tests_that_move_into_a_workspace_are_no_loss(tmp_path, tests, lost):
    """The suite of the root is that of the crates below it then, unless it has fewer tests."""
    was = {"Cargo.toml": CRATE.format("demo"), "tests/a.rs": "#[test]\nfn a() {}\n", "tests/b.rs": "#[test]\nfn b() {}\n"}
    made = checkout(tmp_path / "demo", {**FILES, **was, "src/lib.rs": ""})
    git(made.path, "tag", "v1.0.0")
    git(made.path, "rm", "-qr", "tests/a.rs", "tests/b.rs", "src")
    moved = {f"crates/demo/tests/{name}": "#[test]\nfn a() {}\n" for name in tests}
    now = {"Cargo.toml": '[workspace]\nmembers = ["crates/*"]\n', "crates/demo/Cargo.toml": CRATE.format("demo")}
    commit(made.path, {**now, **moved, "crates/demo/src/lib.rs": ""})
    said = [one.got for one in uncovered(profile(), of_checkout(made), at(made, "v1.0.0"), is_reviewed=False)]
    assert ("the suite cargo in . was in the base and is gone" in said) is lost


@pytest.mark.parametrize(
    ("now", "lost"),
    [
        ("github.com/x/demo/v2", False),
        ("y.land/demo/v2", False),
        ("github.com/x/other", True),
        ("github.com/x/demo/v2/sub", True),
    ],
)
def test_a_go_module_of_a_later_line_has_another_path(tmp_path, now, lost):
    """Its path ends in the major version; any other path is another module."""
    made = checkout(tmp_path / "demo", {"go.mod": "module github.com/x/demo\n", "a.go": "package demo\n"})
    git(made.path, "tag", "v1.0.0")
    commit(made.path, {"go.mod": f"module {now}\n"})
    said = [one.got for one in uncovered(profile(), of_checkout(made), at(made, "v1.0.0"), is_reviewed=False)]
    assert ("the golang package github.com/x/demo was in the base and is gone" in said) is lost
