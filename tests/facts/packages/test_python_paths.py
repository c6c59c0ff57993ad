"""Files that a module opens below its own package, in the ways in which people write that."""

from pathlib import Path
from typing import Any

import pytest

from core.findings import rules_of
from tests.facts.packages.packed import found, wheel

TREE = frozenset({"demo/__init__.py", "demo/read.py", "demo/data/words.json", "demo/templates/page.html", "pyproject.toml"})
OPENING = [
    "from importlib.resources import files\ndef f(): return (files('demo') / 'data' / 'words.json').read_text()",
    "from importlib import resources\ndef f(): return resources.files(__package__).joinpath('data').joinpath('words.json').read_text()",
    "from importlib.resources import as_file, files\ndef f():\n    with as_file(files('demo.data') / 'words.json') as p:\n        return p.read_text()",
    "from importlib_resources import files\nDATA = files(__package__) / 'data'\ndef f(): return DATA.joinpath('words.json').read_text()",
    "import importlib.resources as r\ndef f(): return r.read_text('demo.data', 'words.json')",
    "import pkgutil\ndef f(): return pkgutil.get_data(__package__, 'data/words.json')",
    "import pkg_resources\ndef f(): return pkg_resources.resource_stream('demo', 'data/words.json')",
    "from pathlib import Path\nHERE = Path(__file__).resolve().parent\ndef f(): return (HERE / 'data/words.json').read_text()",
    "from pathlib import Path\ndef f(): return Path(__file__).with_name('data').joinpath('words.json').read_text()",
    "from pathlib import Path\ndef f(): return open(Path(Path(__file__).parent, 'data', 'words.json'))",
    "from pathlib import Path\ndef f(): return Path(f'{Path(__file__).parent}/data/words.json').read_text()",
    "import os\nHERE = os.path.dirname(os.path.abspath(__file__))\nWORDS = os.path.join(HERE, 'data', 'words.json')\ndef f(): return open(WORDS)",
    "import os\ndef f(): return open(os.path.dirname(__file__) + '/data/words.json')",
    "import os\nclass A:\n    def __init__(self):\n        self.here = os.path.dirname(__file__)\n    def f(self):\n        return open(os.path.join(self.here, 'data', 'words.json'))",
    "from pathlib import Path\ndef f(): return Path(__file__).parents[0] / 'data' / 'words.json'",
    "from pathlib import Path\ndef f(): return list((Path(__file__).parent / 'templates').glob('*.html'))",
]  # fmt: skip
NOT_OPENING = [
    "from pathlib import Path\nROOT = Path(__file__).parent.parent\ndef f(): return ROOT / 'data' / 'words.json'",  # above the package
    "from pathlib import Path\ndef f(name): return Path(__file__).parent / 'data' / name",
    "from pathlib import Path\ndef f(base): return base / 'data' / 'words.json'",
    "from pathlib import Path\nHERE = Path(__file__).parent\nHERE = Path.cwd()\ndef f(): return HERE / 'data' / 'words.json'",  # bound twice
    "from pathlib import Path\ndef f(): return Path(__file__).parent / 'cache' / 'made.json'",  # the tag does not have it
    "from pathlib import Path\ndef f(v): return Path(__file__).parent / 'v1.0' / v",
    "from pathlib import Path\nREADME = Path(__file__).parent / 'README.md'\ndef f(): return README.read_text()",
    "def files(x): return x\ndef f(): return files(['demo']) / 'data' / 'words.json'",
]


def judged(folder: Path, text: str, **more: Any) -> list[str]:
    """Judge a wheel whose module has this text, and whose tag has two files of data."""
    return rules_of(found(folder, wheel("py3-none-any", {"demo/read.py": f"{text}\n", **more}), tree=TREE))


@pytest.mark.parametrize("text", OPENING)
def test_a_file_that_is_opened_and_not_packed_is_refused(tmp_path: Path, text: str) -> None:
    """Whatever the path is made with."""
    assert judged(tmp_path, text) == ["data-missing"]


@pytest.mark.parametrize("text", OPENING)
def test_a_file_that_is_packed_is_found(tmp_path: Path, text: str) -> None:
    """The same modules, with their data."""
    assert judged(tmp_path, text, **{"demo/data/words.json": "{}", "demo/templates/page.html": ""}) == []


@pytest.mark.parametrize("text", NOT_OPENING)
def test_a_path_that_is_not_known_to_the_end_is_left_alone(tmp_path: Path, text: str) -> None:
    """Names that callers give, places outside of the package, files that are made at run time."""
    assert judged(tmp_path, text) == []
