"""Set up everything and run a command in it. Standard library only.

`python3 bootstrap.py sample` verifies the embedded sample, `python3 bootstrap.py tests` runs the suite's own tests,
`python3 bootstrap.py setup` only makes the environment.
"""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
HOME = ROOT / ".venv"
PYTHON = HOME / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
COMMANDS = {
    "sample": ("requirements.txt", ["-m", "pytest", "--release-target", "v0.1.1", "--base-tag", "v0.1.0", "-m", "pre_release"]),
    # Many tests wait for servers that dawdle: twice as many workers as cores keep two cores busy.
    "tests": ("requirements-dev.txt", ["-m", "pytest", "-n", "4", "--dist=worksteal", "tests"]),
    "setup": ("requirements-dev.txt", ["-c", "print('ready: . .venv/bin/activate')"]),
}


def main(words: list[str]) -> int:
    """Make the virtual environment if it is not there or not current, then run the named command in it."""
    if sys.version_info < (3, 11):
        print(f"got Python {sys.version.split()[0]}, expected 3.11 or later; run this with a newer python3", file=sys.stderr)
        return 4
    if not words or words[0] not in COMMANDS:
        print(f"got {' '.join(words) or 'no command'}, expected one of: {', '.join(COMMANDS)}", file=sys.stderr)
        return 4
    requirements, command = COMMANDS[words[0]]
    install(ROOT / requirements)
    return run([str(PYTHON), *command, *words[1:]])


def install(requirements: Path) -> None:
    """Install the pinned requirements, unless exactly these are there already."""
    if not PYTHON.exists():
        print(f"bootstrap: creating the virtual environment {HOME.name}", flush=True)
        venv.create(HOME, with_pip=True)
    stamp = HOME / f"{requirements.name}.sha256"
    digest = hashlib.sha256(requirements.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    print(f"bootstrap: installing {requirements.name}, pinned by hash", flush=True)
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    if run([*pip, "-r", str(requirements)]) != 0:
        raise SystemExit("bootstrap: installing failed; see pip's message above, then run the same command again")
    stamp.write_text(digest)


def run(command: list[str]) -> int:
    """Run a command in the suite's folder, its tools first on PATH; return its exit status."""
    environment = {**os.environ, "PATH": f"{PYTHON.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
