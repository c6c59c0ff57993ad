"""A stand-in for ergo, held to the real one by the contract test; its first argument is the version it plays."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.fakes import ergo_0_9, ergo_4
from tests.fakes.ergo_store import Failed


def main(version: str, words: list[str]) -> int:
    """Answer one command line as that version would."""
    major = _major(version)
    if words == ["--help"]:
        print(help_text(version))
    elif words in (["--version"], ["-V"]):
        print("ergo version dev")
    elif words == ["init"]:
        _init(ergo_4.LOG if major else ergo_0_9.LOG)
    else:
        return _carried_out(major, words)
    return 0


def help_text(version: str) -> str:
    """Return what that version says of itself."""
    return ergo_4.help_text(_major(version)) if _major(version) else ergo_0_9.HELP


def install(folder: Path, version: str) -> Path:
    """Write an executable `ergo` of that version into a folder and return its path."""
    folder.mkdir(parents=True)
    path = folder / "ergo"
    path.write_text(
        f"#!{sys.executable} -SE\nimport runpy, sys\nsys.argv.insert(1, {version!r})\n"
        f"runpy.run_path({str(Path(__file__).resolve())!r}, run_name='__main__')\n"
    )
    path.chmod(0o755)
    return path


def _major(version: str) -> int:
    return int(version.partition(".")[0])


def _carried_out(major: int, words: list[str]) -> int:
    try:
        if major:
            ergo_4.main(major, words)
        else:
            ergo_0_9.main(words)
    except Failed as failed:
        print(f"error: {failed}", file=sys.stderr)
        return 1
    return 0


def _init(log: str) -> None:
    folder = Path.cwd() / ".ergo"
    folder.mkdir(exist_ok=True)
    (folder / log).touch()
    (folder / "lock").touch()


if __name__ == "__main__":
    os.environ.setdefault("NO_COLOR", "1")
    sys.exit(main(sys.argv[1], sys.argv[2:]))
