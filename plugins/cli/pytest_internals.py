"""All that the suite takes from pytest beyond its public interface, so that a change of pytest is met in one place."""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence

import pytest
from _pytest.config import default_plugins
from _pytest.mark.expression import Expression

__all__ = ["DEFAULT_PLUGINS", "Expression", "option_parser", "options_of"]

DEFAULT_PLUGINS = frozenset(default_plugins)


def options_of(config: pytest.Config, words: Sequence[str]) -> Namespace:
    """Read a command line alone, without configuration files and PYTEST_ADDOPTS."""
    return config._parser.parse_known_args(list(words), namespace=Namespace())


def option_parser(config: pytest.Config) -> ArgumentParser:
    """Return the parser with every option that pytest and its plugins declared."""
    parser: ArgumentParser = config._parser.optparser
    return parser
