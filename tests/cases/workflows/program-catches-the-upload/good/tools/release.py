"""Upload the files of the release, then make it public."""
import pathlib
import subprocess
import sys

tag = sys.argv[1]
subprocess.run(["gh", "release", "create", tag, "--draft", "--generate-notes", "--verify-tag"], check=True)
for path in sorted(pathlib.Path("dist").iterdir()):
    subprocess.run(["gh", "release", "upload", tag, str(path)], check=True)
subprocess.run(["gh", "release", "edit", tag, "--draft=false", "--verify-tag"], check=True)
print("released", tag)
