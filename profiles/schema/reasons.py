"""A reason that somebody wrote down: whoever reads the report must learn something from it."""

from typing import Annotated

from core.text_shapes import shaped
from core.written_words import REASON

Reason = Annotated[str, shaped(REASON, "a reason of at least eight letters", min_length=8)]
