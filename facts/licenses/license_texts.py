"""License texts told apart by the sentences that only they have."""

import re

# Licenses of this family mention each other; only the title at the very beginning tells them apart.
_TITLES = {
    "gnu affero general public license version 3": "AGPL-3.0-only",
    "gnu lesser general public license version 3": "LGPL-3.0-only",
    "gnu lesser general public license version 2.1": "LGPL-2.1-only",
    "gnu general public license version 3": "GPL-3.0-only",
    "gnu general public license version 2": "GPL-2.0-only",
    "mozilla public license version 2.0": "MPL-2.0",
    "mozilla public license, version 2.0": "MPL-2.0",
}
_FREE_OF_CHARGE = "permission is hereby granted, free of charge, to any person obtaining a copy"
_BSD = "redistribution and use in source and binary forms"
_ISC = "copyright notice and this permission notice appear in all copies"
# All phrases must occur; the first row that fits wins, so the narrower stands first.
_PHRASES = (
    ("Apache-2.0", ("apache license", "version 2.0", "terms and conditions for use, reproduction")),
    ("BSL-1.0", ("boost software license - version 1.0", "permission is hereby granted")),
    ("Unicode-3.0", ("unicode license v3", "permission is hereby granted")),
    ("Unlicense", ("this is free and unencumbered software released into the public domain",)),
    ("CC0-1.0", ("cc0 1.0 universal", "statement of purpose")),
    ("Zlib", ("altered source versions must be plainly marked as such",)),
    ("BSD-4-Clause", (_BSD, "all advertising materials")),
    ("BSD-3-Clause", (_BSD, "neither the name")),
    ("BSD-2-Clause", (_BSD, "as is")),
    ("MIT", (_FREE_OF_CHARGE, "the above copyright notice and this permission notice", "included in all copies")),
    ("MIT-0", (_FREE_OF_CHARGE, "as is")),
    ("ISC", ("permission to use, copy, modify, and/or distribute this software", _ISC)),
    ("ISC", ("permission to use, copy, modify, and distribute this software", _ISC)),
    ("0BSD", ("permission to use, copy, modify, and/or distribute this software for any purpose",)),
)


def carries(text: str, name: str) -> bool:
    """Whether a text holds the license of this identifier, whatever else stands in it; `-or-later` has the text of `-only`."""
    plain, family = _plain(text), re.sub(r"-(?:only|or-later)$", "", name)
    titles = [title for title, titled in _TITLES.items() if titled.removesuffix("-only") == family]
    rows = [phrases for named, phrases in _PHRASES if named == family]
    return any(title in plain for title in titles) or any(all(phrase in plain for phrase in phrases) for phrases in rows)


def is_known(name: str) -> bool:
    """Whether the text of this identifier can be told here."""
    family = re.sub(r"-(?:only|or-later)$", "", name)
    return family in {named for named, _ in _PHRASES} | {titled.removesuffix("-only") for titled in _TITLES.values()}


def identified(text: str) -> str | None:
    """Return the SPDX identifier of a license's text, None where it is none that is known here."""
    plain = _plain(text)
    for title, name in _TITLES.items():
        if plain[:200].find(title) >= 0:
            return name
    return next((name for name, phrases in _PHRASES if all(phrase in plain for phrase in phrases)), None)


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9.,/()-]+", " ", text.lower()).split())
