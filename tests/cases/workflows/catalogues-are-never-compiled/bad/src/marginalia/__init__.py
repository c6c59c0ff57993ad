"""Notes in the margin."""
import gettext
from pathlib import Path


def translator(language):
    locale = Path(__file__).with_name("locale")
    return gettext.translation("marginalia", locale, [language], fallback=True).gettext


def label(kind, language="en"):
    """The word for a kind of entry in a language."""
    return translator(language)(kind)


def numbered(kind, number, language="en"):
    """A label with its number, such as `page 3`."""
    return f"{label(kind, language)} {number}"
