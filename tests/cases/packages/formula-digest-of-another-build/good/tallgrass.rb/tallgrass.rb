class Tallgrass < Formula
  desc "Prints grass of any height"
  homepage "https://git.example.org/tallgrass/tallgrass"
  url "https://git.example.org/tallgrass/tallgrass/releases/download/v0.17.7/tallgrass_0.17.7_linux_amd64.tar.gz"
  sha256 "{{sha256:tallgrass_0.17.7_linux_amd64.tar.gz}}"
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
