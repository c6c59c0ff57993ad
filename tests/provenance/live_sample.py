"""The embedded sample on GitHub: its checkout, its bare remote, its workflows played, and an index that shows what they publish."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from delivery.channels.pypi.staging_server import PythonFile, PythonSite, serve_python
from sample.building import load
from sample.repository import remote_of, write
from sample.sample_releases import BASE, TARGET
from tests.provenance.live import Live, tracked, workflows
from tests.repository import git
from tests.servers.github import github
from tests.servers.github_playing import Player
from tests.servers.github_release import add_run
from tests.servers.github_world import World

PUBLISH_STEP = "Run pypa/gh-action-pypi-publish@76f52bc884231f62b9a034ebfe128415bbaabdfc"
# What the sample says of itself where it is on no GitHub and verified in dry-run only; the rest of its profile is as it is.
NOT_HERE = (
    'none = "the sample is a repository on this machine, not on GitHub"\n',
    'name = "none"\nreason = "the sample is verified in dry-run only, so there is nobody to give a task to"\n',
)
ON_GITHUB = """\
[provenance]
artifacts = [
    {{ name = "python-dist", files = ["brook_sample-{{version}}-py3-none-any.whl", "brook_sample-{{version}}.tar.gz"] }},
]
channels = [{{ name = "pypi", job = "publish", step = "{step}" }}]
inputs_artifact = "publish-inputs"
run_in_log_job = "resolve"

[provenance.publish_only.inputs]
tag = "{tag}"

[mechanics]
release_artifacts = ["python-dist"]
pause = 0.2
appear = 4
budget = 60

"""


@contextmanager
def live_sample(folder: Path, fails: list[str] | None = None) -> Iterator[Live]:
    """Lay out the desk: the base release is on the index, HEAD is to become the next one."""
    project = write(folder / "project")
    for repository in (project, remote_of(project)):
        git(repository, "tag", "-d", TARGET.tag)  # the sample shows what is released; here it is yet to be
    index_of = load(project)  # what the sample's own backend makes of both releases
    built = {name: PythonFile(name, data, index_of.requires_python) for name, data in index_of.files.items()}
    found = {name: file for name, file in built.items() if f"-{BASE.tag[1:]}" in name}
    made = {name: file.data for name, file in built.items() if name not in found}
    tracked(folder)
    world = _world(project)

    def publishing(_job: str) -> None:
        found.update({name: built[name] for name in made})

    with github(world, folder) as hub, serve_python(PythonSite("brook-sample", found)) as index:
        jobs, planned = {"publish": PUBLISH_STEP}, {"python-dist": tuple(made)}
        player = Player(
            world, remote_of(project), TARGET.tag, made, publishing, fails or [], planned, jobs, inputs="publish-inputs"
        )
        hub.player = player
        (folder / "profile.toml").write_text(_profile(project, hub.host, index), "utf-8")
        yield Live(folder, hub, player, found, TARGET.tag, BASE.tag)


def _world(project: Path) -> World:
    world, head = workflows(), git(project, "rev-parse", "HEAD")
    for path in sorted((project / ".github" / "workflows").iterdir()):
        world.blobs[f"contents/.github/workflows/{path.name}"] = path.read_bytes()
    add_run(world, 900, 13, "push", "main", head, {"test on ubuntu-24.04": ("Test",), "test on macos-14": ("Test",)})
    world.lists["environments"] = ("environments", [{"name": "index"}])
    world.lists["actions/secrets"] = ("secrets", [])
    return world


def _profile(project: Path, host: str, index: str) -> str:
    text = (project / "release-profile.toml").read_text("utf-8")
    for old, new in zip(NOT_HERE, (f'host = "{host}"\nrepository = "acme/demo"\n', 'name = "ergo"\n'), strict=True):
        assert old in text, old
        text = text.replace(old, new)
    text = re.sub(r'^"pre_release/.*" = "the sample is not on GitHub"\n', "", text, flags=re.M)
    text = text.replace('package = "brook-sample"\n', f'package = "brook-sample"\naddress = "{index}"\nbudget = 10\n')
    return text.replace("[channels.pypi]\n", ON_GITHUB.format(step=PUBLISH_STEP, tag=TARGET.tag) + "[channels.pypi]\n")
