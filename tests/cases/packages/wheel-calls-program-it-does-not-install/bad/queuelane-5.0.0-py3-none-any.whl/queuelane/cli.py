import subprocess
import sys

from queuelane import __version__


def main() -> None:
    if sys.argv[1:] == ["--version"]:
        print("queuelane", __version__)
        return
    sys.exit(subprocess.run(["queuelane-worker", "--once", *sys.argv[1:]], check=False).returncode)
