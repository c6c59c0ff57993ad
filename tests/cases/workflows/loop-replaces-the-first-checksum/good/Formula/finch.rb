class Finch < Formula
  on_macos do
    url "https://github.com/acme/finch/releases/download/v1.3.0/finch-macos.tar.gz"
    sha256 "SUM_TO_COME"
  end
  on_linux do
    url "https://github.com/acme/finch/releases/download/v1.3.0/finch-linux.tar.gz"
    sha256 "SUM_TO_COME"
  end
end
