"""What a channel's base release had is what a channel that nobody planned has to have."""

from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from core.errors import Undecided
from core.http_client import Answer
from delivery.base_plan import _generated, licenses_of, of_base
from delivery.channel_checks import inventory, unattested
from delivery.channels.pypi.channel import PythonIndex
from delivery.polling import is_overtaken
from delivery.site import Site
from facts.archives.archive import blob_id, blob_ids
from facts.archives.source_tracing import strangers
from facts.indexes.listing import Listing, Offered
from profiles.schema.channels import Channel, ReleaseFile

BASE = ("demo-1.0.0-py3-none-any.whl", "demo-1.0.0.tar.gz")
NATIVE = ("demo-1.0.0-cp312-cp312-manylinux_2_17_x86_64.whl", "demo-1.0.0-cp312-cp312-macosx_11_0_arm64.whl")


def offered(*names: str, attested: bool = True) -> tuple[Offered, ...]:
    """Return files on offer."""
    return tuple(Offered(name, f"https://h/{name}", attested=attested) for name in names)


@dataclass(frozen=True)
class Channelful:
    """A channel that serves these files of two versions; each holds these license files."""

    files: dict[str, tuple[Offered, ...]]
    licenses: tuple[str, ...] = ("LICENSE",)
    status: int = 200

    def look(self, version: str) -> Listing:
        """Return what is there."""
        there = self.files.get(version, ())
        return Listing("demo", version, "https://h/", tuple(self.files), "1.1.0", there)

    def fetch(self, file: Offered) -> Answer:
        """Return some bytes."""
        return Answer(file.url, self.status, {}, b"x")

    def open(self, path: Path) -> SimpleNamespace:
        """Return what lies in every file."""
        return SimpleNamespace(archive=SimpleNamespace(members=[f"demo/{name}" for name in (*self.licenses, "a.py")]))


def site(tmp_path: Path) -> Site:
    """Return a channel that nobody planned."""
    return Site("pypi", Channel("demo"), "1.1.0", "1.0.0", "delivery", tmp_path, "pytest")


def missing(tmp_path: Path, base: tuple[str, ...], target: tuple[str, ...]) -> list[str]:
    """Return what the target lacks of what the base had."""
    channel = of_base(site(tmp_path), Channelful({"1.0.0": offered(*base), "1.1.0": offered(*target)}))
    return [f"{one.rule} {one.path}" for one in inventory(replace(site(tmp_path), channel=channel), target)]


@pytest.mark.parametrize(
    ("base", "target", "said"),
    [
        (BASE, ("demo-1.1.0-py3-none-any.whl", "demo-1.1.0.tar.gz"), []),
        (BASE, ("demo-1.1.0-py3-none-any.whl",), ["file-missing demo-1.1.0.tar.gz"]),
        (BASE, ("demo-1.1.0-py3-none-any.whl", "demo-1.1.0.tar.gz", "demo-1.1.0-cp313-cp313-win_amd64.whl"), []),
        (NATIVE, ("demo-1.1.0-cp312-cp312-manylinux_2_28_x86_64.whl", "demo-1.1.0-cp312-cp312-macosx_12_0_arm64.whl"), []),
        (
            NATIVE,
            ("demo-1.1.0-cp312-cp312-manylinux_2_28_x86_64.whl",),
            ["file-missing demo-1.1.0-cp312-cp312-macosx*_arm64.whl"],
        ),
    ],
)
def test_the_target_has_what_the_base_had(tmp_path, base, target, said):
    """A kind of file or a platform that is gone is named; what is new, or asks for a newer system, is not."""
    assert missing(tmp_path, base, target) == said


def test_attestations_licenses_and_checksums_are_kept(tmp_path):
    """What every file of the base had."""
    base = offered(*BASE, "sha256sums.txt")
    made = of_base(site(tmp_path), Channelful({"1.0.0": base, "1.1.0": ()}, ("LICENSE-MIT", "NOTICE")))
    assert (made.attested, made.licenses, made.checksums) == (True, ("LICENSE-MIT", "NOTICE"), "sha256sums.txt")
    bare = Listing("demo", "1.1.0", "h", ("1.1.0",), "1.1.0", offered("demo-1.1.0.tar.gz", attested=False))
    assert [one.rule for one in unattested(bare, owed=made.attested)] == ["no-attestation"]
    unsigned = of_base(site(tmp_path), Channelful({"1.0.0": offered(*BASE, attested=False), "1.1.0": ()}))
    assert not unsigned.attested


@pytest.mark.parametrize(
    ("now", "licenses"),
    [
        (None, ("LICENSE.rst",)),
        ({"LICENSE.txt": "1", "docs/LICENSE.md": "2"}, ("LICENSE.txt",)),
        ({"old/LICENSE.rst": "1", "LICENSE": "2"}, ("LICENSE",)),
        ({"LICENSE.rst": "1", "LICENSE-MIT": "2"}, ("LICENSE.rst",)),
        ({"COPYING": "1", "README.md": "2"}, ("LICENSE.rst",)),
    ],
)
def test_a_license_file_may_change_its_ending(tmp_path, now, licenses):
    """The tag says how it is called; where the tag has none of that name it is still asked for."""
    made = of_base(site(tmp_path), Channelful({"1.0.0": offered(*BASE), "1.1.0": ()}, ("LICENSE.rst",)), None, now)
    assert made.licenses == licenses


def test_a_base_that_is_listed_and_not_served_is_undecided(tmp_path):
    """What nobody could open is not a base without licenses, which would ask for none."""
    with pytest.raises(Undecided, match="lists and does not serve"):
        of_base(site(tmp_path), Channelful({"1.0.0": offered(*BASE), "1.1.0": ()}, status=404))


def test_a_channel_without_the_base_has_its_first_version(tmp_path):
    """Nothing is compared with what was not there."""
    made = of_base(site(tmp_path), Channelful({"1.1.0": offered("demo-1.1.0.tar.gz")}))
    assert made.first_version == "1.1.0"


@pytest.mark.parametrize(
    ("version", "versions", "overtaken"),
    [("1.0.0", ("0.9.0", "1.1.0"), True), ("1.2.0", ("1.1.0",), False), ("1.0.0", ("1.1.0rc1",), False), ("1.0.0", (), False)],
)
def test_an_old_version_is_not_waited_for(version, versions, overtaken):
    """A newer one is there: it is no longer under way."""
    assert is_overtaken(Listing("demo", version, "h", versions)) is overtaken


@pytest.mark.parametrize(
    ("word", "version", "name"),
    [
        ("private", "2026.07.22", "demo-2026.7.22.tar.gz"),
        ("pypi", "2026.07.22", "demo-2026.7.22.tar.gz"),
        ("pypi", "1.0.0-rc.1", "demo-1.0.0rc1.tar.gz"),
        ("pypi", "1.1.0", "demo-1.1.0.tar.gz"),
        ("npm", "2026.07.22", "demo-2026.07.22.tar.gz"),
    ],
)
def test_a_python_index_normalizes_versions_in_names(word, version, name):
    """PEP 440 and 625; others keep what the tag has."""
    channel = Channel(package="demo", files=(ReleaseFile("demo-{version}.tar.gz"),))
    kind = {"private": PythonIndex}.get(word)  # a subclass is registered under a word of its own
    known = getattr(kind, "normalizes_versions", False)
    site = Site(word, channel, version, "1.0.0", "delivery", Path("x"), "pytest", normalizes=known)
    assert list(site.files) == [name]
    assert site.slot(name, version) == "demo-{version}.tar.gz"


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (("demo-2026.7.22-py3-none-any.whl", "demo-2026.7.22.tar.gz"), []),
        (("demo-2026.7.22-py3-none-any.whl",), ["file-missing demo-2026.7.22.tar.gz"]),
    ],
)
def test_the_base_of_a_calendar_is_found_in_names(tmp_path, target, said):
    """A month with a leading zero has none in a file's name."""
    mine = replace(site(tmp_path), version="2026.07.22", base="2026.06.17")
    base = offered("demo-2026.6.17-py3-none-any.whl", "demo-2026.6.17.tar.gz")
    channel = of_base(mine, Channelful({"2026.06.17": base, "2026.07.22": offered(*target)}))
    assert [f"{one.rule} {one.path}" for one in inventory(replace(mine, channel=channel), target)] == said


def test_what_the_build_makes_is_told_from_the_base():
    """A directory of which the tag has nothing is the build's; elsewhere, a file by its name; the tag's own files are neither."""
    known, other = blob_id(b"a"), blob_id(b"b")
    sources = {
        "dist/chunk-1.js": frozenset({other}),
        "dist/index.js": frozenset({other}),
        "src/a.js": frozenset({known}),
        "src/_version.js": frozenset({other}),
        "LICENSE": frozenset({known}),
    }
    tree = {"src/a.js": known, "LICENSE": known}
    package = SimpleNamespace(sources=sources)
    assert _generated([package], tree, "") == ("dist/*", "src/_version.js")
    assert _generated([package], None, "") == ()
    later = {"dist/chunk-2.js": blob_ids(b"c"), "src/other.js": blob_ids(b"d")}
    [finding] = strangers("demo.tgz", later, tree, "", _generated([package], tree, ""))
    assert "src/other.js" in finding.got


def test_a_package_whose_directory_lies_elsewhere_is_no_build_output():
    """One generated file in a src layout excuses that file, and no other one of the package."""
    known, other = blob_id(b"a"), blob_ids(b"b")
    package = SimpleNamespace(sources={"demo/__init__.py": blob_ids(b"a"), "demo/_version.py": other})
    made = _generated([package], {"src/demo/__init__.py": known}, "")
    assert made == ("demo/_version.py",)
    later = {"demo/__init__.py": blob_ids(b"a"), "demo/_version.py": blob_ids(b"c"), "demo/evil.py": blob_ids(b"d")}
    [finding] = strangers("demo.whl", later, {"src/demo/__init__.py": known}, "", made)
    assert "demo/evil.py" in finding.got


@pytest.mark.parametrize(
    ("names", "licenses"),
    [
        (("LICENSE", "src/notice.rs", "license.py", "copying.c"), ("LICENSE",)),
        (("LICENSE-APACHE-2.0", "COPYING.LESSER", "NOTICE.md"), ("COPYING.LESSER", "LICENSE-APACHE-2.0", "NOTICE.md")),
    ],
)
def test_a_source_that_is_called_so_is_no_license(names: tuple[str, ...], licenses: tuple[str, ...]) -> None:
    """`notice.rs` is a module; endings of texts and names of licenses are those of licenses."""
    package = SimpleNamespace(archive=SimpleNamespace(members=names))
    assert licenses_of([package]) == licenses
    assert licenses_of([package, SimpleNamespace(archive=SimpleNamespace(members=("a",)))]) == ()
