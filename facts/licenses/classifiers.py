"""Licenses that a Python project states by classifiers alone (trove classifiers, before PEP 639)."""

from collections.abc import Collection, Iterable

from facts.licenses.license_texts import identified

# A classifier that names a family is settled by the text of the license file.
_LICENSES: dict[str, tuple[str, ...]] = {
    "MIT License": ("MIT",),
    "MIT No Attribution License (MIT-0)": ("MIT-0",),
    "Apache Software License": ("Apache-2.0",),
    "BSD License": ("BSD-3-Clause", "BSD-2-Clause"),
    "ISC License (ISCL)": ("ISC",),
    "Mozilla Public License 2.0 (MPL 2.0)": ("MPL-2.0",),
    "Python Software Foundation License": ("PSF-2.0", "Python-2.0"),
    "The Unlicense (Unlicense)": ("Unlicense",),
    "zlib/libpng License": ("Zlib",),
    "GNU General Public License v2 (GPLv2)": ("GPL-2.0-only", "GPL-2.0"),
    "GNU General Public License v2 or later (GPLv2+)": ("GPL-2.0-or-later", "GPL-2.0"),
    "GNU General Public License v3 (GPLv3)": ("GPL-3.0-only", "GPL-3.0"),
    "GNU General Public License v3 or later (GPLv3+)": ("GPL-3.0-or-later", "GPL-3.0"),
    "GNU Lesser General Public License v3 (LGPLv3)": ("LGPL-3.0-only", "LGPL-3.0"),
    "GNU Affero General Public License v3": ("AGPL-3.0-only", "AGPL-3.0"),
}


def classified(classifiers: Iterable[object], texts: Collection[str]) -> str | None:
    """Return the license that classifiers state, None where they state none or leave open which; `texts` are license files."""
    named = [str(each).rpartition("::")[2].strip() for each in classifiers if str(each).startswith("License ::")]
    found = [_one(_LICENSES.get(each, ()), texts) for each in named if each != "OSI Approved"]
    known = [each for each in found if each]
    return " OR ".join(dict.fromkeys(known)) if known and len(known) == len(found) else None


def _one(family: tuple[str, ...], texts: Collection[str]) -> str | None:
    if not family:
        return None
    has_several = family[0].split("-")[0] == "BSD" or family[0] == "PSF-2.0"
    held = next((name for text in texts if (name := identified(text)) in family), None)
    return held if has_several else family[0]
