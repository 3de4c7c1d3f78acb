"""The documents that come with the release, read and checked once for all tests of a process."""

from functools import cache
from typing import Any

import yaml

from instrument.derivations.events import fact_catalogue
from instrument.library.usecases.read import Library, read_library


@cache
def packaged_library() -> Library:
    """Return the editions, derivation sets and crosswalks of the release; nobody changes them."""
    return read_library(fact_catalogue())


def read_yaml(text: str) -> Any:
    """Return what YAML says; the parser that PyYAML has in Python takes ten times as long."""
    return yaml.load(text, Loader=yaml.CSafeLoader)
