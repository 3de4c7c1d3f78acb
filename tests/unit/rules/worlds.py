"""Facts of a small region, for conditions and derivations."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from rules.condition import AllOf, Condition, FactCondition, Subject
from rules.derivation import Step
from rules.exact import Number
from rules.fact import UNSEEN, FactKey, FactKind, FactValue, Reading
from rules.text import Text

AT = datetime(2026, 2, 1, tzinfo=UTC)
SUBJECT = Subject("1", "2026")
CONSULTED = FactKind("planning.ict_consulted", "year", "all")
AMOUNT = FactKind("planning.ict_amount", "year", "sum")
NOTHING = AllOf(())
TEXT = Text("Syarat", "Requirement")


@dataclass
class World:
    """What is known, as rules read it."""

    codes: tuple[str, ...] = ("1",)
    known: dict[tuple[str, str, str], Reading] = field(default_factory=dict)
    holders: dict[tuple[str, str], str | None] = field(default_factory=dict)
    not_due: set[tuple[str, str]] = field(default_factory=set)

    def read(self, key: FactKey) -> Reading:
        return self.known.get((key.agency_code, key.fact, key.period), UNSEEN)

    def holder(self, code: str, period: str) -> str | None:
        return self.holders.get((code, period), code)

    def is_due(self, code: str, period: str) -> bool:
        return (code, period) not in self.not_due

    def subtree(self, kind: str | None) -> Iterable[str]:
        return [code for code in self.codes if kind is None or code != "1"]

    def say(self, code: str, fact: FactKind, value: FactValue, period: str = "2026") -> "World":
        status: Any = "absent" if value is None else "value"
        self.known[code, fact.name, period] = Reading(status, value, True, AT, None, "source")
        return self

    def say_of_nothing(self, code: str, fact: FactKind) -> "World":
        """Let a fact be true because there is nothing that it could be false of."""
        self.say(code, fact, True)
        key = code, fact.name, "2026"
        self.known[key] = replace(self.known[key], is_empty=True)
        return self

    def lose(self, code: str, fact: FactKind, period: str = "2026", *, days: int = 1) -> "World":
        """Make a source unreadable: the last good value stands."""
        before = self.known[code, fact.name, period]
        self.known[code, fact.name, period] = Reading(
            before.status,
            before.value,
            False,
            before.observed_at,
            AT + timedelta(days),
            "source",
        )
        return self


def ask(
    fact: FactKind = CONSULTED, operator: Any = "==", *values: FactValue, **more: Any
) -> FactCondition:
    """Return a comparison; with nothing said, of a truth value with true."""
    (value,) = values or (True,)
    return FactCondition(fact, operator, value, **more)


def below(quantifier: Any = "all", **more: Any) -> FactCondition:
    return ask(scope="subtree", quantifier=quantifier, **more)


def step(level: Number, condition: Condition = NOTHING) -> Step:
    return Step(level, condition, TEXT)
