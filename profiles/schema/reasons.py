"""A reason that somebody wrote down: whoever reads the report must learn something from it."""

from typing import Annotated

import msgspec

from core.written_words import REASON

Reason = Annotated[str, msgspec.Meta(min_length=8, pattern=REASON)]
