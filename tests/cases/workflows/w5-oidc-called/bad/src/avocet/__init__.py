"""The harbour feed."""


def parse(line: str) -> tuple[str, str]:
    ship, _, berth = line.partition("@")
    return ship.strip(), berth.strip()
