"""The formula of the demo."""

from collections.abc import Mapping

from facts.archives.archive import hashed


def formula(version: str, address: str, files: Mapping[str, bytes]) -> str:
    """The text of an honest formula."""
    mac, linux = f"demo_{version}_mac.tar.gz", f"demo_{version}_linux.tar.gz"
    return f"""class Demo < Formula
  desc "Demo"
  version "{version}"

  on_macos do
    url "{address}/{mac}"
    sha256 "{hashed(files[mac])["sha256"]}"
  end
  on_linux do
    if Hardware::CPU.intel?
      url "{address}/{linux}"
      sha256 "{hashed(files[linux])["sha256"]}"
    end
  end

  def install
    bin.install "bin/demo-cli"
  end
end
"""
