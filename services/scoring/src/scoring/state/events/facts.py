"""A stored observation and a stored decision, read back from their events' bodies."""

import msgspec

from contracts.events.assessment import LevelDecidedV1
from contracts.events.fact import FactObservedV1
from contracts.facts import FACTS
from rules.text import Text

FactObserved = FactObservedV1
LevelDecided = LevelDecidedV1

read_fact = msgspec.json.Decoder(FactObservedV1).decode
read_decision = msgspec.json.Decoder(LevelDecidedV1).decode


def title_of(fact: str) -> Text:
    """Return what people call a fact; its name, where the catalogue does not know it."""
    known = FACTS.get(fact)
    return Text(known.title.id, known.title.en) if known else Text(fact, fact)
