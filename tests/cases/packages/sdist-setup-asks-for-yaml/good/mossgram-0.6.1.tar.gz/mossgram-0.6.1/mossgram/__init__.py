"""Names of mosses in three languages."""

from mossgram._table import NAMES

__all__ = ["name"]
__version__ = "0.6.1"


def name(genus, language):
    """Return the name of the genus in the language."""
    return NAMES[genus][language]
