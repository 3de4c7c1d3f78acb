"""The fact catalogue: the vocabulary of what source systems can prove, shared by all services."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Annotated, Literal

import msgspec

from contracts.values import Code, PeriodKind, Text

# `tolok`: what this product knows itself; nobody registers it as a source.
SystemKind = Literal["e-planning", "e-program", "e-sakip", "tolok"]


class FactDefinition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One kind of fact: what it means, how it is counted, and how long it stays fresh.

    `subtree` tells how the facts of an agency and of all below it become one, `over_months` how
    those of three months become the quarter's: of monthly numbers, and only of these. After
    `fresh_days` without a successful reading the fact counts as stale.
    """

    name: Code
    title: Text
    type: Literal["boolean", "decimal"]
    unit: Literal["", "IDR", "percent", "count"]
    period: PeriodKind
    subtree: Literal["sum", "mean", "minimum", "maximum", "all", "any"]
    systems: tuple[SystemKind, ...]
    fresh_days: Annotated[int, msgspec.Meta(ge=1, le=1100)]
    over_months: Literal["sum", "mean", "last"] | None = None


class _Catalogue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    facts: tuple[FactDefinition, ...]


def read_catalogue(document: str) -> dict[str, FactDefinition]:
    """Return the facts of a catalogue by name.

    Raises:
        ValueError: It names a fact twice, or says of another than a monthly number, or not of
            one, how months become a quarter.
    """
    raw = tomllib.loads(document)
    catalogue = msgspec.convert(raw, _Catalogue)
    facts = {fact.name: fact for fact in catalogue.facts}
    if len(facts) != len(catalogue.facts):
        raise ValueError("facts.toml names a fact twice")
    for fact in facts.values():
        if (fact.over_months is not None) is not (fact.period == "month"):
            raise ValueError(f"{fact.name}: over_months is of monthly facts, and of all of them")
        if fact.over_months is not None and fact.type != "decimal":
            raise ValueError(f"{fact.name}: only months of a number become a quarter's")
    return facts


FACTS: Mapping[str, FactDefinition] = read_catalogue(
    files("contracts").joinpath("facts.toml").read_text("utf-8")
)
