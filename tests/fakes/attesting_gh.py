"""A stand-in for `gh` that replays answers of `gh attestation verify` or `gh release verify`, which no loopback server can give.

The real one refuses every host but the public one. Everything else is passed on to the real `gh`.
"""

import json
import os
import stat
import sys
from pathlib import Path

SCRIPT = """\
#!{python}
import os, sys
if sys.argv[1:3] == {words!r}:
    sys.stdout.write(open({out!r}).read()); sys.stderr.write(open({err!r}).read()); sys.exit({status})
os.execv({real!r}, [{real!r}, *sys.argv[1:]])
"""


def certificate(repository: str, commit: str, workflow: str) -> dict[str, object]:
    """Return one entry of the answer, as far as anybody outside the signature may read it."""
    signed = {
        "certificateIssuer": "CN=sigstore-intermediate,O=sigstore.dev",
        "issuer": "https://token.actions.githubusercontent.com",
        "sourceRepositoryURI": repository,
        "sourceRepositoryDigest": commit,
        "sourceRepositoryRef": "refs/tags/v0.1.1",
        "buildSignerURI": f"{repository}/{workflow}@refs/tags/v0.1.1",
        "runnerEnvironment": "github-hosted",
    }
    return {"attestation": {}, "verificationResult": {"signature": {"certificate": signed}, "statement": {}}}


def install(folder: Path, real: str, status: int, answer: object, errors: str = "", command: str = "attestation") -> str:
    """Write the stand-in into a folder; return a PATH on which it comes first."""
    folder.mkdir(parents=True, exist_ok=True)
    out, err = folder / "out", folder / "err"
    out.write_text(json.dumps(answer) if status == 0 else "", "utf-8")
    err.write_text(errors, "utf-8")
    script = folder / "gh"
    text = SCRIPT.format(python=sys.executable, words=[command, "verify"], out=str(out), err=str(err), status=status, real=real)
    script.write_text(text, "utf-8")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    return os.pathsep.join([str(folder), os.environ["PATH"]])
