"""Binaries of one platform are compared across channels that serve them, and each file's way to the tag is told."""

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from msgspec import structs

from core.errors import Undecided
from delivery.delivered import Delivered
from delivery.identity import binaries, disagreements, two_builds
from delivery.package_checks import Origin
from delivery.platform_matrix import EVERY, UNKNOWN, Cell, Known, astray, cells, needs_a_build, nobodys, whole
from facts.archives.archive import hashed
from profiles.schema.channels import Platform, ReleaseFile
from tests.delivery import harness
from tests.delivery.behaviour import about
from tests.delivery.worlds import CRATE, NODE, PYTHON, World

TRUE, FALSE = Path("/bin/true").read_bytes(), Path("/bin/false").read_bytes()


@pytest.fixture
def stack():
    """Servers that stay until the test ends."""
    with ExitStack() as open_ones:
        yield open_ones


def served(stack: ExitStack, folder: Path, world: World, lie=None, made=None, **told) -> Delivered:
    """One channel of a world, with files made for it and more said of it in the profile."""
    files = world.files("1.0.0") | world.files("1.1.0", **(made or {}))
    more = {"lie": lie()} if lie else {}
    address = stack.enter_context(world.served(folder / world.word, files, **more))
    channel = structs.replace(world.channel, **told)
    return harness.delivered(world.kind, harness.site(world.word, channel, folder / world.word, address))


def wheel(stack: ExitStack, folder: Path, program: bytes, **told) -> Delivered:
    """The Python index, with a program of the name that the Node package has too."""
    return served(stack, folder, PYTHON, made={"more": {"demo_pkg/_native/demo.node": program}}, **told)


def test_equal_binaries_are_silent(stack, tmp_path):
    """The same program in a wheel and in an npm package is one build."""
    found = binaries([wheel(stack, tmp_path, TRUE), served(stack, tmp_path, NODE)])
    assert {binary.channel for binary in found} == {"pypi", "npm"}
    assert disagreements(found) == []


def test_different_binaries_are_loud(stack, tmp_path):
    """Another build in the wheel is named with both digests, both packages and what to do."""
    found = disagreements(binaries([wheel(stack, tmp_path, FALSE), served(stack, tmp_path, NODE)]))
    assert len(found) == 1
    assert found[0].rule == "channels-differ"
    for word in ("demo.node (ELF ", "demo-pkg-1.1.0.tgz", hashed(FALSE)["sha256"][:12], "`differs`"):
        assert word in str(found[0])


def test_what_the_profile_explains_is_silent_and_told(stack, tmp_path):
    """A pattern of `differs` with its reason takes a binary out of the comparison, and the matrix shows the reason."""
    explained = wheel(stack, tmp_path, FALSE, allowed_differences={"*/_native/*": "the wheel's copy is stripped"})
    assert disagreements(binaries([explained, served(stack, tmp_path, NODE)])) == []
    told = [cell.traced for cell in cells(explained, Known(Origin("c" * 40, PYTHON.tree)))]
    assert any("differs from other channels: the wheel's copy is stripped" in each for each in told)


@pytest.mark.parametrize("where", ["file", "inside"])
def test_a_preview_platform_blocks_nothing(stack, tmp_path, where):
    """Binaries that only users of a preview platform get are not held against the others."""
    if where == "file":
        platforms, files = (
            (Platform("new", tier="preview"),),
            tuple(ReleaseFile(file.name, "new") for file in PYTHON.channel.files),
        )
        found = binaries([wheel(stack, tmp_path, FALSE, platforms=platforms, files=files), served(stack, tmp_path, NODE)])
    else:
        held = (Platform("new", tier="preview", native_files=("native/linux/*",)),)
        found = binaries([wheel(stack, tmp_path, FALSE), served(stack, tmp_path, NODE, platforms=held)])
    assert len({binary.channel for binary in found}) == 1
    assert disagreements(found) == []


def test_one_channel_has_nothing_to_disagree_with(stack, tmp_path):
    """A binary that one channel alone serves is no difference; the known-bad pair is one."""
    assert disagreements(binaries([served(stack, tmp_path, NODE)])) == []
    assert disagreements(two_builds())[0].rule == "channels-differ"


def test_a_cell_tells_how_a_file_is_traced(stack, tmp_path):
    """Files that name the commit, are the tag's own, or are the build run's artifact say so; others say what is missing."""
    crate, node = served(stack, tmp_path, CRATE), served(stack, tmp_path, NODE)
    at = Origin("c" * 40, CRATE.tree)
    assert [(cell.platform, cell.traced) for cell in cells(crate, Known(at))] == [
        (EVERY, "names the commit, is made of the tag's files")
    ]
    (bare,) = cells(node, Known(Origin("c" * 40, NODE.tree)))
    assert bare.traced == UNKNOWN
    (built,) = cells(node, Known(Origin("c" * 40, NODE.tree), {bare.name: bare.sha256}))
    assert built.traced == "is the build run's artifact"
    (strange,) = cells(crate, Known(Origin("d" * 40, CRATE.tree)))
    assert strange.traced.startswith("not traced: demo-cli-1.1.0.crate: names the commit cccc")


def test_binaries_of_the_build_run_vouch_for_a_package(stack, tmp_path):
    """A package that publishing made of the tag's files and the build run's binaries is traced by both; of others it is not."""
    node, tree = served(stack, tmp_path, NODE), Origin("c" * 40, {**NODE.tree, **PYTHON.tree})
    (built, _) = (file for file in wheel(stack, tmp_path, TRUE).fetched)
    for program, traced in ((TRUE, "is made of the tag's files and the build run's binaries"), (FALSE, UNKNOWN)):
        other = wheel(stack, tmp_path / traced[:3], program)
        digests = {file.name: file.sha256 for file in other.fetched if file.name == built.name}
        (cell,) = cells(node, Known(tree, digests).with_binaries([other, node]))
        assert cell.traced == traced


def test_what_is_traced_to_nothing_is_loud():
    """Files for official platforms without a trace are named once; those for previews are only shown."""
    official, preview = nobodys()[0], Cell("control", "new", "new.zip", UNKNOWN, official=False)
    (found,) = astray([official, official, preview])
    assert (found.rule, found.path, found.got) == ("not-traced", "control: control.zip", UNKNOWN)
    assert astray([Cell("pypi", EVERY, "demo.whl", "names the commit", sha256="a")]) == []


def test_a_gap_is_no_answer():
    """While a planned file of an official platform is not there, nothing is said of the rest; a preview's gap is none."""
    there, gap = (
        Cell("pypi", EVERY, "demo.whl", "names the commit", sha256="a"),
        Cell("npm", "mac", "more.tgz", "not traced: gone"),
    )
    with pytest.raises(Undecided, match=r"1 cells without a file \(npm's more.tgz\)"):
        whole([there, gap])
    assert whole([there, replace(gap, official=False)]) == [there]


def test_only_a_build_run_could_tell():
    """Where nothing but artifacts of a build run is missing, that is what has to be given; another trace is wrong already."""
    wrong = Cell("npm", EVERY, "demo.tgz", "not traced: demo.tgz names the commit dddd")
    assert needs_a_build(nobodys())
    assert not needs_a_build([*nobodys(), wrong])
    assert not needs_a_build([])


def test_a_file_that_is_not_there_has_its_cell(stack, tmp_path):
    """What is planned and not served, or served by an index without the version, is in the matrix without a digest."""
    held = (Platform("linux", native_files=("native/linux/*",)), Platform("mac", native_files=("native/mac/*",)))
    node = served(stack, tmp_path, NODE, platforms=held, files=(*NODE.channel.files, ReleaseFile("more-{version}.tgz", "mac")))
    found = [(cell.platform, cell.name, bool(cell.sha256)) for cell in cells(node, Known(Origin("c" * 40, NODE.tree)))]
    package = "demo-pkg-1.1.0.tgz"
    assert found == [("linux", package, True), ("mac", package, True), ("mac", "more-1.1.0.tgz", False)]
    gone = served(stack, tmp_path / "gone", CRATE, lie=about(CRATE.is_index, {"change": lambda _q, reply, _n: _without(reply)}))
    assert [(cell.sha256, cell.traced[:11]) for cell in cells(gone, Known(Origin("c" * 40, {})))] == [("", "not traced:")]


def _without(reply):
    """The index without the newest line."""
    return type(reply)(b"\n".join(line for line in reply.body.splitlines() if b'"1.1.0"' not in line), kind=reply.kind)
