from packaging.requirements import Requirement


def sort_lines(text):
    """Return the requirements of the text, sorted by the name of the project."""
    lines = [line.strip() for line in text.splitlines()]
    found = [Requirement(line) for line in lines if line and not line.startswith("#")]
    return [str(item) for item in sorted(found, key=lambda item: item.name.lower())]
