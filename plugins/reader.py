"""`python -m plugins.reader FILE` prints the verdict that follows from the records of an evidence file."""

import runpy

if __name__ == "__main__":
    runpy.run_module("plugins.verdict.reader", run_name="__main__")
