class BrewFile < Formula
  desc "Brewfile manager"
  homepage "https://example.com"
  url "https://github.com/acme/brew-file/archive/refs/tags/v1.1.0.tar.gz"
  sha256 "1548289abd62b42468df93e3f9c2784f561e0fcc934a18a4858a20d05259d98a"
  def install
    bin.install "bin/brew-file"
  end
end
