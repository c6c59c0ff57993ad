class Relaykit < Formula
  desc "Relays messages between hosts"
  homepage "https://github.com/example/relay-kit"
  version "1.5.0"
  license "MIT"

  on_macos do
    on_arm do
      url "https://github.com/example/relay-kit/releases/download/v1.5.0/relay-kit_1.5.0_darwin_arm64.tar.gz"
      sha256 "{{sha256:relay-kit_1.5.0_darwin_arm64.tar.gz}}"
    end
  end

  on_linux do
    on_intel do
      url "https://github.com/example/relay-kit/releases/download/v1.5.0/relay-kit_1.5.0_linux_amd64.tar.gz"
      sha256 "{{sha256:relay-kit_1.5.0_linux_amd64.tar.gz}}"
    end
  end

  def install
    bin.install "relay-kit"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/relay-kit --version")
  end
end
