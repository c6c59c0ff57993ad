import sys
from pathlib import Path

from setuptools import setup

sys.path.insert(0, str(Path(__file__).resolve().parent))

import relinfo  # noqa: E402

setup(version=relinfo.version("tidegauge/_release.py"))
