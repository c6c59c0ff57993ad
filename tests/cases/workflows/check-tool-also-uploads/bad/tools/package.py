"""package.py STEP...: check, build, upload, or all."""

import glob
import subprocess
import sys

PYTHON = sys.executable


def check():
    subprocess.run([PYTHON, "-m", "pytest", "-q"], check=True)


def build():
    subprocess.run([PYTHON, "-m", "build", "--outdir", "dist"], check=True)


def upload():
    files = sorted(glob.glob("dist/*"))
    if not files:
        sys.exit("nothing to upload")
    subprocess.run([PYTHON, "-m", "twine", "upload", "--non-interactive", "--skip-existing", *files], check=True)


STEPS = {"check": [check], "build": [build], "upload": [upload], "all": [check, build, upload]}

if __name__ == "__main__":
    for name in sys.argv[1:]:
        for step in STEPS[name]:
            step()
