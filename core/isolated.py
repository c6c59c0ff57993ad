"""Run a command where it can read the system's programs, write in one folder of ours, and reach nothing else.

Linux namespaces, without a privilege: a root of its own in which the system's folders are read-only, no network, no other
process, and a second user namespace in which no mount can be changed. Where the kernel does not allow it there is no
isolation, and nothing is run.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from core.commands import Completed, run
from core.errors import Fault, Unavailable
from core.tools import find_tool

_SEEN = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc/alternatives")
_NOT_ISOLATED = 97
_ENTER = """\
set -e
ulimit -f 131072; ulimit -v 4194304
trap 'exit 97' EXIT
room=$1 root=$2 cwd=$3 given=$PATH PATH=/usr/sbin:/usr/bin:/sbin:/bin; shift 3
mount -t tmpfs -o size=1m,mode=755 tmpfs "$root"
while [ "$1" != -- ]; do
  if [ -L "$1" ]; then mkdir -p "$root$(dirname "$1")"; cp -P "$1" "$root$1"
  elif [ -d "$1" ]; then mkdir -p "$root$1"; mount --bind "$1" "$root$1"; mount -o remount,bind,ro "$root$1"; fi
  shift
done
shift
mkdir -p "$root$room" "$root/dev" "$root/proc" "$root/old"
mount --bind "$room" "$root$room"
for each in null zero urandom; do : > "$root/dev/$each"; mount --bind "/dev/$each" "$root/dev/$each"; done
mount -t proc -o ro proc "$root/proc" 2>/dev/null && ln -s /proc/self/fd "$root/dev/fd"
cd "$root"
pivot_root . old
umount -l /old
mount -o remount,ro /
cd "$cwd"
trap - EXIT
exec unshare --user -- env PATH="$given" "$@"
"""


def _python() -> tuple[str, ...]:
    """Return the folder of the interpreter where it is one of its own: not the root, and none that holds a user's files."""
    folder = Path(sys.executable).resolve().parent.parent
    holds_more = folder == Path("/") or any(Path(place).is_relative_to(folder) for place in ("/usr", "/etc", Path.home()))
    return () if holds_more or folder.is_relative_to("/usr") else (str(folder),)


@lru_cache(maxsize=1)
def is_possible() -> bool:
    """Whether this machine isolates: tried once, with a command that must fail to write outside of its folder."""
    if not sys.platform.startswith("linux"):
        return False
    with TemporaryDirectory() as name:
        room = Path(name).resolve()
        outside = room.parent / f"{room.name}.outside"
        try:
            done = isolated(["sh", "-c", f"echo in > in; echo out > {outside}; echo out > /usr/{room.name}; :"], room, room, {})
        except Fault:
            return False
        written = (room / "in").is_file() and (room / "in").read_text() == "in\n"
        leaked = [place for place in (outside, Path("/usr", room.name)) if place.exists()]
        for place in leaked:
            place.unlink()
        return done.status == 0 and written and not leaked


def isolated(argv: Sequence[str], room: Path, cwd: Path, env: Mapping[str, str], timeout: float = 10.0) -> Completed:
    """Run a command that sees `room` and the system's programs only; raise Unavailable where it cannot be isolated."""
    tools = [find_tool(name) for name in ("unshare", "mount", "umount", "pivot_root")]
    if None in tools:
        raise Unavailable(
            got="no unshare, mount, umount and pivot_root", expected="the tools of util-linux", advice="install util-linux"
        )
    with TemporaryDirectory() as root:
        seen = (*_SEEN, *_python())
        enter = ("sh", "-c", _ENTER, "sh", str(room), root, str(cwd), *seen, "--", *argv)
        namespaces = ("--user", "--map-root-user", "--mount", "--net", "--pid", "--ipc", "--uts", "--fork", "--kill-child")
        given = {"PATH": os.defpath, **env}
        done = run(
            (str(tools[0]), *namespaces, *enter),
            cwd=room,
            timeout=timeout,
            env=given,
            unset=tuple(set(os.environ) - set(given)),
            expect=None,
        )
    if done.status == _NOT_ISOLATED:
        raise Unavailable(
            got=f"no namespace: {done.errors.strip()[:200]}",
            expected="Linux namespaces for ordinary users",
            advice="allow unprivileged user namespaces",
        )
    return done
