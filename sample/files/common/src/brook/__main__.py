"""``python -m brook``."""

import sys

from brook.cli import main

if __name__ == "__main__":
    sys.exit(main())
