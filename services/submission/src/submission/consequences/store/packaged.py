"""The rule set that comes with the release; a region that has none of its own goes by it."""

import json
from functools import lru_cache
from importlib.resources import files

from submission.consequences.domain.document import read_rule_set
from submission.consequences.domain.rule_set import PublishedRuleSet, RuleSet


def packaged() -> RuleSet:
    """Return the rule set of the release."""
    return packaged_document().rule_set


@lru_cache(maxsize=1)
def packaged_document() -> PublishedRuleSet:
    """Return the rule set of the release with its document."""
    text = files("submission.consequences.store").joinpath("standard.json").read_text("utf-8")
    document = json.loads(text)
    return PublishedRuleSet(rule_set=read_rule_set(document), document=document)
