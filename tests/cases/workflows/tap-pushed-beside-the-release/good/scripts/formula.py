"""Prints the Homebrew formula for a version whose archives lie in a folder."""

import hashlib
import pathlib
import sys

TEMPLATE = """\
class Sextant < Formula
  desc "Prints an altitude"
  homepage "https://github.com/sextantnav/sextant"
  version "{version}"
  license "MIT"

  on_macos do
    url "{base}/{darwin}"
    sha256 "{darwin_sha256}"
  end

  on_linux do
    url "{base}/{linux}"
    sha256 "{linux_sha256}"
  end

  def install
    bin.install "sextant"
  end

  test do
    assert_match version.to_s, shell_output("#{{bin}}/sextant --version")
  end
end
"""


def formula(version: str, folder: pathlib.Path) -> str:
    values = {
        "version": version,
        "base": f"https://github.com/sextantnav/sextant/releases/download/v{version}",
    }
    for system in ("darwin", "linux"):
        name = f"sextant-{version}-{system}-arm64.tar.gz"
        values[system] = name
        values[f"{system}_sha256"] = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    return TEMPLATE.format(**values)


if __name__ == "__main__":
    print(formula(sys.argv[1], pathlib.Path(sys.argv[2])), end="")
