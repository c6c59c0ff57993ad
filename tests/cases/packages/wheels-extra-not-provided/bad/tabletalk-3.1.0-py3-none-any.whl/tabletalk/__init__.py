"""Reads tables."""
__version__ = "3.1.0"


def read(path):
    """Read a table; workbooks need the extra `excel`."""
    if str(path).endswith(".xlsx"):
        try:
            from tabletalk_excel import read_workbook
        except ImportError:
            raise SystemExit("tabletalk: install tabletalk[excel] to read workbooks") from None
        return read_workbook(path)
    with open(path) as lines:
        return [line.rstrip("\n").split(",") for line in lines]
