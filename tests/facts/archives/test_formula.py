"""A formula says who gets which archive, whichever of the two ways it is written in."""

import pytest

from core.errors import Undecided
from facts.archives.formula import Formula

HEAD = 'class Demo < Formula\n  homepage "https://example.test"\n  version "1.2.3"\n'
BLOCKS = (
    HEAD
    + """
  on_macos do
    on_arm do
      url "https://example.test/v#{version}/demo_arm.tar.gz"
      sha256 "AA"
    end
    on_intel do
      url "https://example.test/v1.2.3/demo_intel.tar.gz"
      sha256 "bb"
    end
  end
  on_linux do
    url "https://example.test/v1.2.3/demo_linux.tar.gz"
    sha256 "cc"
  end

  resource "other" do
    url "https://example.test/other.tar.gz"
    sha256 "dd"
  end

  bottle do
    sha256 cellar: :any, arm64_sonoma: "ee"
  end

  test do
    system "true" if OS.mac?
  end
end
"""
)
CONDITIONS = (
    HEAD
    + """
  if OS.mac?
    if Hardware::CPU.arm?
      url "https://example.test/v1.2.3/demo_arm.tar.gz"
      sha256 "aa"
    else
      url "https://example.test/v1.2.3/demo_intel.tar.gz"
      sha256 "bb"
    end
  elsif OS.linux?
    url "https://example.test/v1.2.3/demo_linux.tar.gz"
    sha256 "cc"
  end
end
"""
)
SERVED = {
    "darwin-arm64": ["demo_arm.tar.gz"],
    "darwin-x86_64": ["demo_intel.tar.gz"],
    "linux-x86_64": ["demo_linux.tar.gz"],
    "linux-arm64": ["demo_linux.tar.gz"],
}


@pytest.mark.parametrize("text", [BLOCKS, CONDITIONS], ids=["blocks", "conditions"])
@pytest.mark.parametrize("host", SERVED)
def test_every_host_gets_its_archive(text, host):
    """Blocks of the DSL and plain conditions give every host the same archive; resources and bottles are no archives."""
    found = [one for one in Formula("demo", text).downloads if one.serves(host)]
    assert [one.url.rpartition("/")[2] for one in found] == SERVED[host]


def test_digests_belong_to_the_address_before_them():
    """Each archive has its own digest, in small letters."""
    assert [one.sha256 for one in Formula("demo", BLOCKS).downloads] == ["aa", "bb", "cc"]


def test_a_missing_digest_is_missing():
    """An address without digest has none, and does not take the next one's."""
    text = CONDITIONS.replace('      sha256 "aa"\n', "")
    assert [one.sha256 for one in Formula("demo", text).downloads] == [None, "bb", "cc"]


def test_the_version_is_read_from_the_addresses_where_none_is_stated():
    """Brew does so too."""
    assert Formula("demo", CONDITIONS.replace('  version "1.2.3"\n', "")).version == "1.2.3"


def test_two_versions_are_undecided():
    """Addresses of two versions without a stated one say nothing."""
    text = CONDITIONS.replace('  version "1.2.3"\n', "").replace("v1.2.3/demo_linux", "v1.2.4/demo_linux")
    with pytest.raises(Undecided, match=r"the versions 1\.2\.3, 1\.2\.4"):
        _ = Formula("demo", text).version
