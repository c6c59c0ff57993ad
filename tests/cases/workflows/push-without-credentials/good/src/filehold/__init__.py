"""Hold a file until it is let go."""

import os


class Hold:
    def __init__(self, path: str) -> None:
        self.path = path

    def take(self) -> None:
        os.close(os.open(self.path, os.O_CREAT | os.O_EXCL))

    def let_go(self) -> None:
        os.unlink(self.path)

    def __enter__(self) -> "Hold":
        self.take()
        return self

    def __exit__(self, *_: object) -> None:
        self.let_go()
