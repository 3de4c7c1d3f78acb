"""The names of facts, as the catalogue of the contracts has them."""

from contracts.facts import FACTS
from rules.text import Text


def title_of(fact: str) -> Text:
    """Return what people call a fact; its name, where the catalogue does not know it."""
    known = FACTS.get(fact)
    return Text(known.title.id, known.title.en) if known else Text(fact, fact)
