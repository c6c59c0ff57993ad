class Tallgrass < Formula
  desc "Prints grass of any height"
  homepage "https://git.example.org/tallgrass/tallgrass"
  url "https://git.example.org/tallgrass/tallgrass/releases/download/v0.17.7/tallgrass_0.17.7_linux_amd64.tar.gz"
  sha256 "f5f95e76d7648f24e0b24d2fdf8ae89e6d363e5df8f1567c39f38755534a45aa"
  license "MIT"

  depends_on arch: :x86_64
  depends_on :linux

  def install
    bin.install "tallgrass"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/tallgrass --version")
  end
end
