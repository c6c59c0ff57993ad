"""A property, or an answer about an object, that is worked out once for each object, and that many threads may ask for.

`functools.cached_property` of Python 3.11 holds one lock over all objects of a class while it works one out: channels
that wait side by side would wait one after the other.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Generic, Self, TypeVar, overload

Owner = TypeVar("Owner")
Value = TypeVar("Value")


class kept(Generic[Value]):  # it reads like `property`
    """Work a value out when it is first asked for and keep it with the object; what is raised is not kept."""

    def __init__(self, make: Callable[[Any], Value]) -> None:
        """Take the method that works it out."""
        self.make, self.__doc__ = make, make.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        """Learn the name under which the value is kept."""
        self.name = name

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...

    @overload
    def __get__(self, instance: object, owner: type) -> Value: ...

    def __get__(self, instance: object | None, owner: type) -> Self | Value:
        """Return the value; from then on Python finds it on the object itself."""
        if instance is None:
            return self
        return instance.__dict__.setdefault(self.name, self.make(instance))  # type: ignore[no-any-return]


def kept_with(make: Callable[[Owner], Value]) -> Callable[[Owner], Value]:
    """Work an answer about an object out once, and keep it with that object; what is raised is not kept.

    The object needs a `__dict__`. Two functions never share an answer, whatever they are called.
    """
    name = f"{make.__module__}.{make.__qualname__}"

    @wraps(make)
    def answer(owner: Owner) -> Value:
        known = vars(owner)
        return known[name] if name in known else known.setdefault(name, make(owner))  # type: ignore[no-any-return]

    return answer
