"""What was written by hand for a story: one file of data in its package."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def written(story: str) -> Any:
    """Return what `data.yaml` of a story holds."""
    text = files(f"sandbox.stories.{story}").joinpath("data.yaml").read_text("utf-8")
    return yaml.safe_load(text)
