"""The rule set that comes with the release; a region that has none of its own goes by it."""

import json
from functools import lru_cache
from importlib.resources import files

from submission.consequences.domain.document import read_rule_set
from submission.consequences.domain.rule_set import RuleSet


@lru_cache(maxsize=1)
def packaged() -> RuleSet:
    """Return the rule set of the release."""
    text = files("submission.consequences.store").joinpath("standard.json").read_text("utf-8")
    return read_rule_set(json.loads(text))
