"""The fact catalogue: the vocabulary of what source systems can prove, shared by all services."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Annotated, Literal

import msgspec

from contracts.values import Code, PeriodKind, Text

SystemKind = Literal["e-planning", "e-program", "e-sakip"]


class FactDefinition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One kind of fact: what it means, how it is counted, and how long it stays fresh.

    `subtree` tells how the facts of an agency and of all below it become one. After `fresh_days`
    without a successful reading the fact counts as stale.
    """

    name: Code
    title: Text
    type: Literal["boolean", "decimal"]
    unit: Literal["", "IDR", "percent", "count"]
    period: PeriodKind
    subtree: Literal["sum", "mean", "minimum", "maximum", "all", "any"]
    systems: tuple[SystemKind, ...]
    fresh_days: Annotated[int, msgspec.Meta(ge=1, le=1100)]


class _Catalogue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    facts: tuple[FactDefinition, ...]


def _load() -> dict[str, FactDefinition]:
    raw = tomllib.loads(files("contracts").joinpath("facts.toml").read_text("utf-8"))
    catalogue = msgspec.convert(raw, _Catalogue)
    facts = {fact.name: fact for fact in catalogue.facts}
    if len(facts) != len(catalogue.facts):
        raise ValueError("facts.toml names a fact twice")
    return facts


FACTS: Mapping[str, FactDefinition] = _load()
