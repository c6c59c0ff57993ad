from pathlib import Path

import yaml
from setuptools import setup
from setuptools.command.build_py import build_py

HERE = Path(__file__).resolve().parent


class BuildTable(build_py):
    """Write the table of names into the package that is built."""

    def run(self):
        super().run()
        table = yaml.safe_load((HERE / "names.yaml").read_text(encoding="utf-8"))
        target = Path(self.build_lib) / "mossgram" / "_table.py"
        target.write_text(f"NAMES = {table!r}\n", encoding="utf-8")


setup(cmdclass={"build_py": BuildTable})
