class SpeakeasyCli < Formula
  desc "Speaks text"
  homepage "https://github.com/owner/speakeasy-cli"
  url "https://github.com/owner/speakeasy-cli/releases/download/v0.0.18/speakeasy-cli_0.0.18_linux_amd64.tar.gz"
  version "0.0.18"
  sha256 "{{sha256:speakeasy-cli_0.0.18_linux_amd64.tar.gz}}"
  license "MIT"

  def install
    bin.install "speakeasy-cli"
  end

  test do
    assert_match "speakeasy-cli", shell_output("#{bin}/speakeasy-cli --version")
  end
end
