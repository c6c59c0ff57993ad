"""Passwords of addresses are handed over in a file, as pip reads it."""

import netrc
import stat
from urllib.parse import quote

import pytest

from delivery.logins import in_a_file


@pytest.mark.parametrize("password", ["plain", 'a "quoted" \\ one', "with space#and hash", "ümläut"])
def test_what_stood_in_an_address_is_read_back_from_the_file(tmp_path, password):
    """The address is bare, the file has the login, the user's own entries are kept, and nobody else may read it."""
    own = tmp_path / "own"
    own.write_text("machine other.test login you password yours\n")
    given = {"PIP_INDEX_URL": f"https://me:{quote(password)}@one.test/simple", "PIP_EXTRA_INDEX_URL": "https://two.test/simple"}
    told = in_a_file(given, tmp_path, own)
    assert {**told, "NETRC": ""} == {
        "PIP_INDEX_URL": "https://one.test/simple",
        "PIP_EXTRA_INDEX_URL": "https://two.test/simple",
        "NETRC": "",
    }
    read = netrc.netrc(told["NETRC"])
    assert (read.authenticators("one.test"), read.authenticators("other.test")) == (("me", "", password), ("you", "", "yours"))
    assert stat.S_IMODE((tmp_path / "netrc").stat().st_mode) == 0o600


def test_a_token_without_a_password_is_a_login(tmp_path):
    """Some indexes take a token as the user's name alone."""
    told = in_a_file({"PIP_INDEX_URL": "https://token@one.test/simple"}, tmp_path, tmp_path / "none")
    assert netrc.netrc(told["NETRC"]).authenticators("one.test") == ("token", "", "")


def test_without_a_password_nothing_is_changed(tmp_path):
    """Bare addresses stay in the client's own configuration, and no file is written."""
    assert in_a_file({"PIP_INDEX_URL": "https://one.test/simple"}, tmp_path, tmp_path / "none") == {}
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_no_client_can_read_takes_nothing_along(tmp_path):
    """A netrc with a broken line is passed over, as clients do."""
    own = tmp_path / "own"
    own.write_text("this is no netrc\n")
    told = in_a_file({"PIP_INDEX_URL": "https://me:secret@one.test/simple"}, tmp_path, own)
    assert netrc.netrc(told["NETRC"]).authenticators("one.test") == ("me", "", "secret")
