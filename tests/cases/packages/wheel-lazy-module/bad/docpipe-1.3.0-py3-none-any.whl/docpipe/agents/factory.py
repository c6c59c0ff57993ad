def build(name: str) -> str:
    from .utils.memory import remember

    return remember(name)
