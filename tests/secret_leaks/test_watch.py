"""The watch over canaries sees what it is there to see."""

import base64
import subprocess
import sys
import time
from urllib.parse import quote

import pytest

from tests.secret_leaks import watch
from tests.secret_leaks.home import Canaries


def test_a_canary_in_a_command_line_is_seen(tmp_path):
    """A process that is handed a secret as a word is named, whatever it does."""
    canaries = Canaries(tmp_path)
    words = [sys.executable, "-c", "import time; time.sleep(0.5)", f"--token={canaries.of('GH_TOKEN')}"]
    with watch.process_list(canaries) as seen:
        subprocess.run(words, check=True)
        time.sleep(0.05)
    assert any("GH_TOKEN in the command line" in line for line in seen)


@pytest.mark.parametrize("before", ["", "me:", "x-access-token:", "__token__:"])
def test_a_canary_in_a_file_is_found_in_every_form(tmp_path, before):
    """Plain, escaped, and in base64 behind any user name."""
    canaries = Canaries(tmp_path)
    secret = canaries.of("netrc")
    for form in (secret, quote(secret), base64.b64encode(f"{before}{secret}".encode()).decode()):
        (tmp_path / "log").write_text(f"sent {form} there")
        assert watch.files(canaries, tmp_path) == [f"{tmp_path / 'log'}: netrc"]


def test_an_honest_file_is_silent(tmp_path):
    """What holds no canary is not named."""
    canaries = Canaries(tmp_path)
    canaries.of("netrc")
    (tmp_path / "log").write_text("sent nothing")
    assert watch.files(canaries, tmp_path) == []
