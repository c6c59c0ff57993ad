"""`python -m plugins.blockers` files one blocker by hand."""

import sys

from plugins.blockers.by_hand import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
