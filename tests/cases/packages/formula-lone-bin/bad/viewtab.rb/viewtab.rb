class Viewtab < Formula
  desc "Looks at tables"
  homepage "https://example.com/viewtab"
  version "1.1.0"
  url "https://github.com/acme/viewtab/releases/download/v1.1.0/viewtab-x86_64-apple-darwin.tar.gz"
  sha256 "{{sha256:viewtab-x86_64-apple-darwin.tar.gz}}"
  def install
    bin.install "bin/viewtab"
  end
end
