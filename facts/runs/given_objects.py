"""What a caller hands over as one object of JSON, by the expressions that read its members."""

import json
import re
from collections.abc import Iterator

from facts.workflows.values import Value

_COMPUTED = re.compile(r"\$\{\{(?:(?!\$\{\{).)*?\}\}", re.S)
_MARK = "\ue000"  # what nobody writes


def members(name: str, text: str) -> Iterator[tuple[str, Value]]:
    """Yield `fromjson(inputs.NAME).KEY` with what each key holds; a member in which something is computed is not known."""
    try:
        found = json.loads(_COMPUTED.sub(_MARK, text))
    except ValueError:
        return
    for key, each in found.items() if isinstance(found, dict) else ():
        if each is None or (isinstance(each, str | bool | int | float) and _MARK not in str(each)):
            yield f"fromjson(inputs.{name}).{key}".lower(), float(each) if type(each) is int else each
