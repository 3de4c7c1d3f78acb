"""What the catalogue of the contracts says of facts: names, and what months become."""

from contracts.facts import FACTS
from rules.fact import OverMonths
from rules.text import Text


def title_of(fact: str) -> Text:
    """Return what people call a fact; its name, where the catalogue does not know it."""
    known = FACTS.get(fact)
    return Text(known.title.id, known.title.en) if known else Text(fact, fact)


def over_months_of(fact: str) -> OverMonths | None:
    """Return how a monthly fact becomes the quarter's; None of any other."""
    known = FACTS.get(fact)
    return known.over_months if known else None
