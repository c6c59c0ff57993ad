"""What a check said, for tables of figures."""

import re


def told(message: str) -> str:
    """Return the message without what differs from run to run."""
    words = " ".join(message.replace("assert [", "").split())
    return re.sub(r"/\S*/pytest-\S+", "FOLDER", re.sub(r"127\.0\.0\.1:\d+", "HOST", words))[:160]
