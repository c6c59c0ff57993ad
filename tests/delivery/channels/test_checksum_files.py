"""One list for all assets, or a file next to each: both say digests, and neither has to name what vouches for another asset."""

import hashlib
from pathlib import Path

import pytest

from core.errors import Undecided
from delivery.channels.github.checksum_files import is_about, listed, unlisted
from delivery.results import Fetched


def served(folder: Path, files: dict[str, str]) -> list[Fetched]:
    """Write files as they were downloaded."""
    made = []
    for name, text in files.items():
        (folder / name).write_text(text)
        made.append(Fetched(name, str(folder / name), len(text), {"sha256": hashlib.sha256(text.encode()).hexdigest()}))
    return made


def digest(text: str, algorithm: str = "sha256") -> str:
    """The digest of a text."""
    return hashlib.new(algorithm, text.encode()).hexdigest()


def test_a_file_next_to_each_asset_needs_no_common_list(tmp_path: Path) -> None:
    """Of any of the usual algorithms, with or without the name."""
    files = {
        "a.tar.gz": "a",
        "a.tar.gz.sha256": f"{digest('a')}  a.tar.gz\n",
        "b.zip": "b",
        "b.zip.sha512": digest("b", "sha512"),
    }
    fetched = served(tmp_path, files)
    assert unlisted(listed(fetched, ""), fetched, "") == []


def test_two_files_next_to_an_asset_are_both_read(tmp_path: Path) -> None:
    """Either may be the wrong one, and neither is held against the algorithm of the other."""
    sums = {"a.zip.sha256": digest("a"), "a.zip.sha512": digest("a", "sha512")}
    fetched = served(tmp_path, {"a.zip": "a", **sums})
    assert unlisted(listed(fetched, ""), fetched, "") == []
    for wrong, algorithm in (("a.zip.sha256", "sha256"), ("a.zip.sha512", "sha512")):
        fetched = served(tmp_path, {"a.zip": "a", **sums, wrong: digest("b", algorithm)})
        assert [finding.path for finding in unlisted(listed(fetched, ""), fetched, "")] == ["a.zip"]


def test_a_list_in_capital_letters_is_a_list(tmp_path: Path) -> None:
    """As PowerShell writes digests."""
    fetched = served(tmp_path, {"a.zip": "a", "sums.txt": f"{digest('a').upper()}  a.zip\n"})
    assert unlisted(listed(fetched, "sums.txt"), fetched, "sums.txt") == []


@pytest.mark.parametrize("said", [f"{'0' * 64}  a.tar.gz", "nothing", "", f"{digest('a')}\n{'0' * 64}\n"])
def test_a_wrong_file_next_to_an_asset_is_refused(tmp_path: Path, said: str) -> None:
    """Another digest, none, or a second one."""
    fetched = served(tmp_path, {"a.tar.gz": "a", "a.tar.gz.sha256": said})
    assert [finding.path for finding in unlisted(listed(fetched, ""), fetched, "")] == ["a.tar.gz"]


def test_an_asset_without_its_file_is_refused(tmp_path: Path) -> None:
    """Where others have one."""
    fetched = served(tmp_path, {"a.tar.gz": "a", "a.tar.gz.sha256": digest("a"), "b.zip": "b"})
    assert [finding.path for finding in unlisted(listed(fetched, ""), fetched, "")] == ["b.zip"]


def test_a_list_need_not_name_its_own_signature(tmp_path: Path) -> None:
    """Nor the signatures of the assets; what it does name has to be right."""
    files = {
        "a.tar.gz": "a",
        "a.tar.gz.sigstore.json": "{}",
        "sums.txt": f"{digest('a')}  a.tar.gz\n",
        "sums.txt.sig": "s",
        "sums.txt.pem": "p",
    }
    fetched = served(tmp_path, files)
    assert unlisted(listed(fetched, "sums.txt"), fetched, "sums.txt") == []
    assert [one.path for one in unlisted({"a.tar.gz": digest("a"), "sums.txt.sig": "0"}, fetched, "sums.txt")] == ["sums.txt.sig"]


def test_nothing_to_compare_with_decides_nothing(tmp_path: Path) -> None:
    """No list and no file next to any asset."""
    with pytest.raises(Undecided, match="no list of checksums"):
        listed(served(tmp_path, {"a.tar.gz": "a"}), "")


def test_what_vouches_for_another_asset_is_told_by_its_name() -> None:
    """Also twice removed; a program that ends so by itself is an asset."""
    assert is_about("a.zip.sha256.asc", {"a.zip"})
    assert not is_about("tool.bundle", {"a.zip"})
