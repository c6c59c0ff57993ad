"""A stage is not clear while a machine that the profile names has not been looked at."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import sample
from plugins.verdict import evidence_file, reader
from profiles.schema.machines import here
from tests.sandbox_suite import ROOT, Toy

OTHER = "darwin-arm64" if not here().startswith("darwin") else "linux-arm64"
CHECK = "delivery/test_index::test_install"
HEAD = 'import os\nimport pytest\npytestmark = [pytest.mark.delivery, pytest.mark.channel("index")]\n'
INSTALL = '''
from delivery.this_machine import elsewhere

@pytest.mark.rows("machine", "channels.{channel}.machines", key="row")
def test_install(machine, examine):
    """It installs."""
    if not machine.is_here:
        raise elsewhere(machine)
    assert examine(["installs"]) == [os.environ.get("CAME_OF_IT", "installs")]
'''
PROFILE = """\
[project]
name = "toy"
[channels.index]
package = "toy"
files = [{{ name = "a.whl", platform = "a" }}, {{ name = "b.whl", platform = "b" }}]
platforms = [{{ name = "a", host = "{here}" }}, {{ name = "b", host = "{other}", tier = "{tier}" }}]
hosts = {hosts}
[does_not_apply]
licensing = "a toy has no license"
"""


@pytest.fixture
def hosts(toy: Toy) -> Toy:
    """A toy whose one channel serves this machine and another one."""
    toy.gate(INSTALL, name="index", head=HEAD)
    write(toy)
    return toy


def write(toy: Toy, tier: str = "official", hosts: tuple[str, ...] = ()) -> None:
    """Write the profile."""
    toy.profile(PROFILE.format(here=here(), other=OTHER, tier=tier, hosts=json.dumps(hosts)))


def of_the_other(toy: Toy, tmp_path: Path, **env: str) -> Path:
    """Leave the evidence that the other machine would leave: what ran here ran there, and the other way round."""
    toy.run("-m", "delivery", env=env)
    document, names = toy.evidence, {f"{CHECK}[{here()}]": f"{CHECK}[{OTHER}]", f"{CHECK}[{OTHER}]": f"{CHECK}[{here()}]"}
    for record in document["checks"]:
        record["id"] = names.get(record["id"], record["id"])
    for run in document["runs"]:
        run["host"]["name"] = "the-other"
    document["verdict"] = reader.verdict(document)
    path = tmp_path / "other.json"
    evidence_file.write(path, document)
    toy.evidence_path.unlink()
    for name in env:
        toy.pytester._monkeypatch.delenv(name)
    return path


def record(toy: Toy, row: str) -> dict[str, Any]:
    """The record of one machine's row."""
    return toy.record(f"test_install[{row}]")


def test_one_host_alone_is_not_clear(hosts: Toy) -> None:
    """The row of the machine that nobody looked at did not run, says which command brings it, and blocks."""
    done = hosts.run("-m", "delivery")
    assert done.ret == 101
    assert f"next: run the same command on {OTHER}, then here with --import=FILE for each of them:" in done.stdout.str()
    assert record(hosts, here())["outcome"] == "passed"
    missing = record(hosts, OTHER)
    assert (missing["outcome"], missing["kind"]) == ("not_run", "environment")
    assert f"run the same command on a {OTHER} machine and import its evidence here with --import=FILE" in missing["message"]
    assert hosts.evidence["verdict"]["stages"]["delivery"] == "incomplete"


def test_the_doctor_names_the_machine(hosts: Toy) -> None:
    """Before anything runs, --doctor says which machine the selected checks ask for."""
    done = hosts.run("--doctor", "-m", "delivery")
    assert (done.ret, f"doctor: 1 check needs a {OTHER} machine" in done.stdout.str()) == (101, True)
    write(hosts, tier="preview")
    assert hosts.run("--doctor", "-m", "delivery").ret == 0


def test_the_other_hosts_evidence_makes_it_clear(hosts: Toy, tmp_path: Path) -> None:
    """With the other machine's evidence imported the stage is clear, for the reader too."""
    path = of_the_other(hosts, tmp_path)
    assert hosts.run("-m", "delivery", f"--import={path}").ret == 0
    assert list(hosts.run_entry["imported"]) == [f"{CHECK}[{OTHER}]"]
    assert reader.main([str(hosts.evidence_path), "--stage", "delivery"]) == 0


def test_what_fails_on_the_other_host_blocks(hosts: Toy, tmp_path: Path) -> None:
    """A failed row of the other machine is a failure of the release."""
    path = of_the_other(hosts, tmp_path, CAME_OF_IT="nothing")
    assert hosts.run("-m", "delivery", f"--import={path}").ret == 1
    assert record(hosts, OTHER)["outcome"] == "failed"


def test_the_same_host_twice_is_not_two_hosts(hosts: Toy, tmp_path: Path) -> None:
    """Evidence of another machine of this kind does not stand in for the kind that is missing."""
    hosts.run("-m", "delivery")
    path = tmp_path / "same.json"
    path.write_bytes(hosts.evidence_path.read_bytes())
    hosts.evidence_path.unlink()
    assert hosts.run("-m", "delivery", f"--import={path}").ret == 101
    assert record(hosts, OTHER)["outcome"] == "not_run"


def test_a_preview_machine_blocks_nothing(hosts: Toy) -> None:
    """What nobody looked at on a preview platform is reported, and the stage is clear."""
    write(hosts, tier="preview")
    assert hosts.run("-m", "delivery").ret == 0
    assert [one["tier"] for one in hosts.evidence["checks"] if one["outcome"] == "not_run"] == ["preview"]


def test_a_single_host_keeps_the_id_and_is_asked_for(hosts: Toy) -> None:
    """Where `hosts` names one machine, the id has no row, and another machine cannot pass it."""
    write(hosts, hosts=(here(),))
    assert hosts.run("-m", "delivery").ret == 0
    assert [one["id"] for one in hosts.evidence["checks"]] == [CHECK]
    write(hosts, hosts=(OTHER,))
    assert hosts.run("-m", "delivery", "--fresh").ret == 101
    assert hosts.record("test_install")["outcome"] == "not_run"


def test_the_contract_asks_for_its_machines(tmp_path: Path) -> None:
    """A channel of the sample that has to be tried on other systems starts no client here, and says so; none is Windows."""
    others = [name for name in ("linux", "darwin") if not here().startswith(name)]
    profile = (ROOT / "sample" / "files" / "common" / "release-profile.toml").read_text()
    (tmp_path / "profile.toml").write_text(
        profile.replace("[channels.pypi]", f"[channels.pypi]\nhosts = {json.dumps([*others, 'windows'])}")
    )
    words = ["--release-target", "v0.1.1", "--base-tag", "v0.1.0", f"--project={sample.write(tmp_path / 'project')}",
             f"--profile={tmp_path / 'profile.toml'}", f"--evidence-dir={tmp_path / 'evidence'}", "-m", "delivery",
             "-k", "clean_install or installed_package_works"]  # fmt: skip
    done = subprocess.run([sys.executable, "-m", "pytest", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 101, done.stdout + done.stderr
    found = json.loads((tmp_path / "evidence" / "evidence-v0.1.1.json").read_text())["checks"]
    assert sorted(one["id"].rpartition("[")[2] for one in found) == sorted(f"{name}]" for name in others * 2)
    assert {(one["outcome"], one["kind"], len(one["commands"])) for one in found} == {("not_run", "environment", 0)}
