"""What was written by hand for this story: people, findings, records."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from sandbox.stories.worksheet import Answers


@cache
def read(name: str) -> Any:
    """Return the content of a file of this package."""
    text = files("sandbox.stories.pemalang").joinpath(f"{name}.yaml").read_text("utf-8")
    return yaml.safe_load(text)


def findings(stage: str) -> Answers:
    """Return what the assessors decide otherwise than the stage before, with their reasons."""
    found: Answers = read("findings")[stage]
    return found
