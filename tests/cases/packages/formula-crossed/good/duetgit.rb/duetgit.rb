class Duetgit < Formula
  desc "Commits in pairs"
  homepage "https://github.com/owner/duetgit"
  version "0.9.0"
  license "MIT"

  on_macos do
    if Hardware::CPU.intel?
      url "https://github.com/owner/duetgit/releases/download/v0.9.0/duetgit_0.9.0_darwin_amd64.tar.gz"
      sha256 "{{sha256:duetgit_0.9.0_darwin_amd64.tar.gz}}"
    elsif Hardware::CPU.arm?
      url "https://github.com/owner/duetgit/releases/download/v0.9.0/duetgit_0.9.0_darwin_arm64.tar.gz"
      sha256 "{{sha256:duetgit_0.9.0_darwin_arm64.tar.gz}}"
    end
  end

  def install
    bin.install "duetgit"
  end

  test do
    assert_match "0.9.0", shell_output("#{bin}/duetgit --version")
  end
end
