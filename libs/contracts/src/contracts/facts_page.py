"""What is generated from the fact catalogue: the page `docs/facts.md`."""

from collections.abc import Iterator
from typing import Final

from contracts.facts import FACTS, FactDefinition

_TITLES: Final = {
    "planning": "Planning",
    "budgeting": "Budgeting",
    "accountability": "Accountability",
    "followup": "Follow-up of recommendations",
    "reconciliation": "Reconciliation",
}

_HEAD: Final = (
    "Generated from `libs/contracts` by `make pages`; a test compares. What the source systems",
    "can prove about an agency and a period, and what conditions of derivation sets read. A",
    "fact has a value, is absent (known not to be there), or is unknown (it cannot be told now;",
    "its last good value, and when that was confirmed last, stand beside it). Each names the",
    "versions of the records that prove it, also where it says that there is nothing to prove.",
    "A name never changes once a published set uses it.",
)


def facts_page() -> str:
    """Return `docs/facts.md`: every fact with its meaning, and how it is counted."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield "# Facts"
    yield ""
    yield from _HEAD
    for field in dict.fromkeys(name.partition(".")[0] for name in FACTS):
        yield from _field(field)
    yield ""


def _field(field: str) -> Iterator[str]:
    yield ""
    yield f"## {_TITLES.get(field, field)}"
    yield ""
    yield "| fact | means | value | period | of a subtree | systems | fresh for |"
    yield "|---|---|---|---|---|---|---|"
    for name, fact in FACTS.items():
        if name.startswith(f"{field}."):
            yield _row(fact)


def _row(fact: FactDefinition) -> str:
    value = "yes or no" if fact.type == "boolean" else f"number{_unit(fact)}"
    quarter = "" if fact.over_months is None else f"; a quarter's: {fact.over_months}"
    period = f"{fact.period}{quarter}"
    systems = ", ".join(fact.systems)
    means = f"{fact.title.en} · *{fact.title.id}*"
    return (
        f"| `{fact.name}` | {means} | {value} | {period} | {fact.subtree} | {systems}"
        f" | {fact.fresh_days} days |"
    )


def _unit(fact: FactDefinition) -> str:
    return f" ({fact.unit})" if fact.unit else ""
