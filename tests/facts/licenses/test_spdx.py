"""SPDX expressions are understood, and license texts are told apart."""

import pytest

from facts.licenses.license_texts import identified
from facts.licenses.spdx import Expression

MIT = (
    "MIT License\n\nCopyright (c) 2026 Someone\n\nPermission is hereby granted, free of charge, to any person\nobtaining a copy "
    "of this software\n\nThe above copyright notice and this permission notice shall be included in all copies\n"
    "or substantial portions"
)
BSD = 'Redistribution and use in source and binary forms, with or without modification ... THE SOFTWARE IS PROVIDED "AS IS"'


@pytest.mark.parametrize(
    "stated",
    [
        "MIT",
        "mit",
        "MIT OR GPL-3.0-only",
        "(MIT OR GPL-3.0-only) AND Apache-2.0",
        "MIT/GPL-3.0",
        "Apache-2.0 / MIT",
        "Apache-2.0 WITH LLVM-exception",
    ],
)
def test_an_expression_is_satisfied_by_one_side_of_or_and_all_of_and(stated: str) -> None:
    """One allowed side of OR is enough, AND needs all, an exception only adds permissions."""
    assert Expression(stated).satisfied_by(["MIT", "Apache-2.0"])


@pytest.mark.parametrize(
    "stated",
    [
        "GPL-3.0-only",
        "MIT AND GPL-3.0-only",
        "UNLICENSED",
        "SEE LICENSE IN x",
        "",
        "MIT-ish",
        "GPL-2.0-only WITH Classpath-exception-2.0",
    ],
)
def test_everything_else_is_not(stated: str) -> None:
    """Unknown words, free text and nothing at all satisfy no list."""
    assert not Expression(stated).satisfied_by(["MIT", "Apache-2.0", "UNLICENSED", "MIT-ish"])


def test_equal_expressions_are_equal_in_any_order() -> None:
    """Order and spelling of an expression do not matter, its meaning does."""
    assert Expression("MIT OR Apache-2.0").equals("apache-2.0 or mit")
    assert not Expression("MIT OR Apache-2.0").equals("MIT AND Apache-2.0")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (MIT, "MIT"),
        (BSD, "BSD-2-Clause"),
        (BSD + " Neither the name of the holder", "BSD-3-Clause"),
        ("GNU GENERAL PUBLIC LICENSE\n Version 3, 29 June 2007 ... GNU Affero General Public License", "GPL-3.0-only"),
        ("GNU LESSER GENERAL PUBLIC LICENSE\n Version 3, 29 June 2007 ... GNU General Public License", "LGPL-3.0-only"),
        ("Mozilla Public License Version 2.0\n==== ... GNU Lesser General Public License, Version 2.1", "MPL-2.0"),
        ("Apache License\n Version 2.0\n TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION", "Apache-2.0"),
        ("Licensed under the MIT license, see LICENSE.", None),
        ("", None),
    ],
)
def test_a_license_text_is_told_by_what_only_it_says(text: str, name: str | None) -> None:
    """Titles and sentences decide; the mere name of a license is no text."""
    assert identified(text) == name
