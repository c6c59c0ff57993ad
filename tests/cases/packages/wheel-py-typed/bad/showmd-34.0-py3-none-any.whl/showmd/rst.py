def render(x: str) -> str: return x
