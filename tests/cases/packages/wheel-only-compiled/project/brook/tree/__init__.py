from .forest import Forest
