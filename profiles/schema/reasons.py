"""A reason that somebody wrote down: whoever reads the report must learn something from it."""

from typing import Annotated

import msgspec

Reason = Annotated[str, msgspec.Meta(min_length=8, pattern=r"(\S\s*){8}")]  # eight characters that are no blanks
