"""What has no subject in a project does not apply by itself, with the fact that says so."""

from dataclasses import replace

import msgspec

from discovery.model import of_checkout
from plugins.plan.applicability import derived
from plugins.plan.expansion import expand
from plugins.plan.plan import Book, read
from profiles.schema.profile import Profile
from tests.repository import checkout
from tests.repository_rules.test_words import ROOT

BOOK: Book = read(ROOT)
GO = {"go.mod": "module example.org/demo\n", "demo.go": "package demo\n\nfunc Open() {}\n", "README.md": "# Demo\n"}
PLAIN = msgspec.convert({"project": {"name": "demo"}}, Profile)


def facts(folder, files, profile=PLAIN, discovered=False, has_base=True):
    """Derive for a small project."""
    return derived(BOOK, profile, of_checkout(checkout(folder, files)), discovered, has_base)


def test_what_is_not_there_does_not_apply(tmp_path):
    """No server, no lock, no unsafe code: each with the number of files that were looked at."""
    found = facts(tmp_path / "go", GO)
    assert found["server"] == "nothing that listens for connections (3 files searched)"
    assert found["pre_release/test_dependencies::test_lock_file_is_committed"] == "no lock that an audit reads (3 files searched)"
    assert found["memory_safety"].startswith("no unsafe code")
    assert found["crates"] == "no publishable package for crates.io (3 files searched)"


def test_what_is_there_stays(tmp_path):
    """A Go module is watched; a listening program keeps its gate."""
    found = facts(tmp_path / "go", {**GO, "main.go": 'package demo\n\nfunc Serve() { net.Listen("tcp", ":1") }\n'})
    assert "server" not in found
    assert "golang" not in found
    assert "pre_release/test_preflight::test_go_modules_in_subfolders_have_tags" not in found


def test_a_reviewed_profile_gives_its_reason_itself(tmp_path):
    """Unsafe code without a test of it: only a profile that nobody reviewed is excused."""
    files = {**GO, "raw.go": 'package demo\n\nimport "C"\n'}
    name = "pre_release/test_memory_safety::test_ffi_boundary_tests_pass"
    assert name not in facts(tmp_path / "reviewed", files)
    assert "not reviewed" in facts(tmp_path / "discovered", files, discovered=True)[name]


def test_attestations_are_asked_where_a_workflow_makes_them(tmp_path):
    """Files of a project that attests have to be named; without such a step there is nothing to name."""
    steps = "jobs: {a: {runs-on: ubuntu-24.04, steps: [{uses: actions/attest-build-provenance@v2}]}}\n"
    name = "provenance/test_attestations::test_files_are_attested"
    assert "no step that attests" in facts(tmp_path / "plain", GO)[name]
    assert name not in facts(tmp_path / "attesting", {**GO, ".github/workflows/release.yml": f"on: push\n{steps}"})
    step = "{uses: acme/build@v1, with: {attest-build-provenance-github: 'true'}}"
    by_input = f"on: push\njobs: {{a: {{runs-on: ubuntu-24.04, steps: [{step}]}}}}\n"
    assert name not in facts(tmp_path / "by-input", {**GO, ".github/workflows/release.yml": by_input})


def test_a_tap_is_asked_of_a_project_that_has_one(tmp_path):
    """The profile's channel or its table for the tap says so."""
    name = "mechanics/test_mechanics::test_tap"
    told = {"mechanics": {"tap": {"checkout": "../tap", "formula": "Formula/demo.rb"}}}
    assert "no Homebrew tap" in facts(tmp_path / "none", GO)[name]
    assert name not in facts(tmp_path / "tap", GO, msgspec.convert({"project": {"name": "demo"}, **told}, Profile))


def test_what_a_profile_says_once_is_not_asked_again(tmp_path):
    """No GitHub repository, with its reason: none of its checks applies. No go.mod: whatever else a profile says of the gate."""
    versions = {"versions": [{"id": "source", "path": "demo.py", "kind": "python"}]}
    told = {"forge": {"none": "it is kept on a server of our own"}, "preflight": versions}
    named = msgspec.convert({"project": {"name": "demo"}, **told}, Profile)
    found = facts(tmp_path / "python", {"demo.py": "__version__ = '1.0.0'\n"}, named)
    gate = "pre_release/test_preflight::test_"
    assert found[f"{gate}github_authentication"] == "no GitHub repository: it is kept on a server of our own"
    assert found[f"{gate}secrets_exist"] == found[f"{gate}github_authentication"]
    assert found[f"{gate}go_modules_in_subfolders_have_tags"] == "no publishable Go module (1 files searched)"
    assert f"{gate}versions_match_the_target" not in found


def test_a_smoke_script_that_another_gate_runs_is_not_asked_for_twice(tmp_path):
    """The script is named once, by the gate that runs it; another one is asked for."""
    row = {
        "name": "header",
        "argv": ["{python}", "-m", "tests.header_smoke"],
        "negative_test": ["false"],
        "expected_error": "broken",
    }
    named = msgspec.convert({"project": {"name": "demo"}, "memory_safety": {"smokes": [row]}}, Profile)
    name, one = "pre_release/test_packaging::test_package_smoke_tests_pass", {"tests/header_smoke.py": "pass\n"}
    assert "memory_safety.smokes: tests/header_smoke.py" in facts(tmp_path / "one", {**GO, **one}, named)[name]
    assert name not in facts(tmp_path / "two", {**GO, **one, "scripts/smoke.sh": "true\n"}, named)


def test_what_a_reviewed_profile_names_is_never_taken_away(tmp_path):
    """A lock that discovery does not recognize keeps every check of its gate: a reviewed profile names it."""
    lock = {"name": "app", "path": "requirements.lock", "kind": "pip"}
    named = msgspec.convert({"project": {"name": "demo"}, "dependencies": {"locks": [lock]}}, Profile)
    found = facts(tmp_path / "go", GO, named)
    assert [name for name in found if "test_dependencies" in name or name == "dependencies"] == []


def test_a_reviewed_profile_need_not_name_what_is_not_there(tmp_path):
    """A profile that names packages and no binding, smoke or linter, in a project without any of them."""
    row = {"name": "wheel", "channel": "pypi", "kind": "wheel", "file": "dist/*.whl"}
    named = msgspec.convert({"project": {"name": "demo"}, "packaging": {"packages": [row]}}, Profile)
    found = facts(tmp_path / "go", GO, named)
    assert "pre_release/test_packaging::test_binding_tests_pass" in found
    assert "pre_release/test_packaging::test_package_smoke_tests_pass" in found
    assert "pre_release/test_packaging::test_package_linters" in found
    assert "pre_release/test_packaging::test_packages_are_usable" not in found


def test_a_first_release_is_compared_with_nothing(tmp_path):
    """--base-tag=none is the fact."""
    found = facts(tmp_path / "go", GO, has_base=False)
    assert found["pre_release/test_preflight::test_base_tag_is_an_ancestor"].startswith("no base release")
    assert found["pre_release/test_compatibility::test_public_api_is_backward_compatible"].startswith("no base release")


def test_the_plan_holds_the_facts_and_a_typed_reason_wins(tmp_path):
    """`does_not_apply` of the evidence is where they are read."""
    typed = msgspec.structs.replace(PLAIN, does_not_apply={"server": "it is a library only"})
    plan = expand(BOOK, typed, facts(tmp_path / "go", GO, typed))
    assert plan.does_not_apply["server"] == "it is a library only"
    assert plan.does_not_apply["memory_safety"].startswith("no unsafe code")
    assert not [check for check in plan.checks if check.line.gate in ("server", "memory_safety")]


def test_a_written_repository_keeps_its_checks(tmp_path):
    """A clone of a mirror has another remote; the profile names the repository, also where discovery completes it."""
    files = {**GO, ".github/workflows/ci.yml": "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: go test\n"}
    name = "pre_release/test_preflight::test_github_authentication"
    named = msgspec.convert({"project": {"name": "demo"}, "forge": {"repository": "owner/demo"}}, Profile)
    assert name in facts(tmp_path / "plain", files)
    assert name not in facts(tmp_path / "named", files, named)
    model = of_checkout(checkout(tmp_path / "spoken", files))
    assert name not in derived(BOOK, named, model, False, True, named)


def test_a_check_of_a_windows_machine_does_not_apply(tmp_path):
    """Next to another machine it does not apply by itself; a channel for Windows alone keeps its check, which nobody can run."""
    rows = [{"name": "one", "host": "linux-x86_64"}, {"name": "two", "host": "windows-x86_64"}]
    files = [{"name": "demo-{version}-*-win_amd64.whl", "platform": "two"}, {"name": "demo-*-x.whl", "platform": "one"}]
    channel = {"package": "demo", "platforms": rows, "files": files}
    both = msgspec.convert({"project": {"name": "demo"}, "channels": {"pypi": channel}}, Profile)
    found = facts(tmp_path / "both", GO, both)
    name = "delivery/test_pypi::TestPyPI::test_clean_install_works"
    assert [one for one in found if one.startswith(f"{name}[")] == [f"{name}[windows-x86_64]"]
    alone = msgspec.convert(
        {"project": {"name": "demo"}, "channels": {"pypi": {**channel, "platforms": rows[1:], "files": files[:1]}}}, Profile
    )
    assert [one for one in facts(tmp_path / "alone", GO, alone) if one.startswith(f"{name}[")] == []


def test_blocks_are_run_with_the_programs_that_are_configured(tmp_path):
    """Without a program under compatibility.programs nothing runs the blocks of the pages, and the fact says so."""
    name = "pre_release/test_documentation::test_documented_commands_still_run"
    spoken = msgspec.convert({"project": {"name": "demo"}, "documentation": {"pages": ["*.md"]}}, Profile)
    assert "compatibility.programs" in facts(tmp_path / "none", GO, spoken)[name]
    row = {"name": "demo", "argv": ["{checkout}/demo"]}
    started = msgspec.convert(
        {"project": {"name": "demo"}, "documentation": {"pages": ["*.md"]}, "compatibility": {"programs": [row]}}, Profile
    )
    assert name not in facts(tmp_path / "some", GO, started)


def test_a_channel_that_only_a_profile_can_name_is_asked_of_that_profile_alone(tmp_path):
    """A channel that somebody adds to the suite leaves every other project as it was."""
    book = replace(BOOK, channels=(*BOOK.channels, replace(BOOK.channels[0], word="company", title="Company index")))
    model = of_checkout(checkout(tmp_path / "go", GO))
    named = msgspec.convert({"project": {"name": "demo"}, "channels": {"company": {"package": "demo"}}}, Profile)
    assert derived(book, PLAIN, model, False, True)["company"] == "no [channels.company] in the profile"
    assert "company" not in derived(book, named, model, False, True)
