class Larkspur < Formula
  desc "Prints the flower of the day"
  homepage "https://git.example.org/larkspur/larkspur"
  url "https://git.example.org/larkspur/larkspur/releases/download/v0.2.5/larkspur_0.2.5_linux_amd64.tar.gz"
  sha256 "{{sha256:larkspur_0.2.5_linux_amd64.tar.gz}}"
  license "MIT"

  depends_on arch: :x86_64
  depends_on :linux

  def install
    bin.install "larkspur"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/larkspur --version")
  end
end
