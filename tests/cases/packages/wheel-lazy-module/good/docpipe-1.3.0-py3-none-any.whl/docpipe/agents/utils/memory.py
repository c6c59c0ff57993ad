def remember(name: str) -> str:
    return f"I remember {name}"
