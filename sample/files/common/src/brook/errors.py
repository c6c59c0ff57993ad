"""What can go wrong, one class for each thing that a caller can act on."""


class BrookError(Exception):
    """The parent of every error that brook raises on purpose."""

    exit_status = 1


class InvalidName(BrookError):
    """A pool's name holds something other than letters, digits, dot, dash and underscore."""

    exit_status = 2


class NoSuchMessage(BrookError):
    """The pool, or the message in it, does not exist."""

    exit_status = 3


class DamagedPool(BrookError):
    """The file is not a pool, or its bytes are not what was written."""

    exit_status = 4


class RemoteRefused(BrookError):
    """The server answered, and the answer was no."""

    exit_status = 5
