"""Read the hand-written parts of the sample region; random numbers from its seed."""

from importlib.resources import files
from random import Random
from typing import Any

import yaml

# libyaml parses ten times faster; it is in every wheel of PyYAML, but a source build may lack it.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read(name: str) -> Any:
    """Return the content of a YAML file of this package."""
    text = files("sandbox.region").joinpath(name).read_text("utf-8")
    return yaml.load(text, Loader=_Loader)  # noqa: S506  both loaders are safe ones


def chance(seed: int, *parts: object) -> Random:
    """Return a random source for one purpose, independent of all other draws."""
    key = ":".join(str(part) for part in (seed, *parts))
    return Random(key)  # noqa: S311  repeatable sample data, no secret
