"""A registered source: where it is, whose data it holds, and how it writes them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

_YEARS: Final = re.compile(r"([0-9]{4})(?:\s*[-/\u2013]\s*([0-9]{4}))?")
System = Literal["e-planning", "e-program", "e-sakip"]
Way = Literal["pull", "push", "file"]
NumberFormat = Literal["plain", "indonesian"]
Paging = Literal["all", "pages"]
CumulativeColumn = Literal["planned", "spent"]

WAYS: Final[tuple[Way, ...]] = ("pull", "push", "file")
SYSTEMS: Final[tuple[System, ...]] = ("e-planning", "e-program", "e-sakip")
OWN_CODE: Final = "tolok"
"""The source of facts that this product knows itself: nobody registers it, nothing is read."""
NUMBER_FORMATS: Final[Mapping[System, NumberFormat]] = {
    "e-planning": "plain",
    "e-program": "indonesian",
    "e-sakip": "indonesian",
}
_ACCOUNTABILITY: Final[tuple[System, ...]] = ("e-sakip",)
_BUDGETING: Final[tuple[System, ...]] = ("e-program",)
_PLANS: Final[tuple[System, ...]] = ("e-planning", "e-program")
READERS: Final[Mapping[str, tuple[System, ...]]] = {
    "timezone": SYSTEMS,
    "number_format": SYSTEMS,
    "paging": _PLANS,
    "page_size": _PLANS,
    "ict_programmes": _PLANS,
    "ignored_units": SYSTEMS,
    "exchange_targets": SYSTEMS,
    "key_indicator_periods": _ACCOUNTABILITY,
    "fields": SYSTEMS,
    "cumulative_columns": _BUDGETING,
    "budget_multiple": _BUDGETING,
    "code_translations": _BUDGETING,
    "achievement_multiple": _ACCOUNTABILITY,
    "achievement_cap": _ACCOUNTABILITY,
}
"""Which systems read which option; whatever another one says of it would count for nothing."""
USUAL_ACHIEVEMENT: Final = "5"
"""How many times its target an achievement may come to where nothing else is declared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How one region's system differs from the usual shape.

    `number_format`: "plain" writes 1250000.00, "indonesian" 1.250.000,00. `fields` renames keys of
    rows: resource -> our name -> the source's key. `exchange_targets`: which systems an exchange
    must have gone to; None: the usual ones. `ignored_units`: units that are left out on purpose.
    `key_indicator_periods`: five-year periods to read, e.g. 2025-2029; None: those of the years.
    `cumulative_columns`: columns of monthly realisations that hold the sum since January.
    `budget_multiple`: how many times the budget of a sub-activity its realisation may come to.
    `code_translations`: codes of sub-activities that are another code of the other code set.
    `achievement_multiple`: how many times the target of an indicator its achievement may come to.
    `achievement_cap`: at how many times its target an achievement is cut before the mean; None: it
    is not cut, and what it covers of failed ones is a finding.
    """

    timezone: str = "Asia/Jakarta"
    number_format: NumberFormat
    paging: Paging = "all"
    page_size: int = 100
    ict_programmes: tuple[str, ...] = ("2.16.03",)
    ignored_units: frozenset[str] = frozenset()
    exchange_targets: tuple[str, ...] | None = None
    key_indicator_periods: tuple[str, ...] = ()
    fields: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    cumulative_columns: frozenset[CumulativeColumn] = frozenset()
    budget_multiple: str = "1"
    code_translations: Mapping[str, str] = field(default_factory=dict)
    achievement_multiple: str = USUAL_ACHIEVEMENT
    achievement_cap: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A source as registered; `revision` grows with every change of the registration.

    `ways`: how its rows come in; only what is pulled has an address and a credential, others have
    "" there. `push_secret_name`: the credential that signs what it pushes, if that is signed.
    `revision_keys`: the key that holds the revision of a row, of listings whose rows say one.
    """

    code: str
    system: System
    name: str
    region_code: str
    base_url: str
    secret_name: str
    interval_seconds: int
    timeout_seconds: int
    years: tuple[int, ...]
    units: Mapping[str, str]
    options: Options
    revision: int
    ways: tuple[Way, ...] = ("pull",)
    push_secret_name: str | None = None
    revision_keys: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_pulled(self) -> bool:
        """Whether it is asked for its rows."""
        return "pull" in self.ways

    @property
    def keeps_rows(self) -> bool:
        """Whether its raw rows are kept, because no single answer holds them all."""
        return self.ways != ("pull",)

    @property
    def agency_codes(self) -> frozenset[str]:
        """Return the agencies whose units are mapped."""
        return frozenset(self.units.values())


def unplanned_years(source: Source) -> list[int]:
    """Return the years of which no declared period of key indicators holds the plan."""
    periods = [years_in(period) for period in source.options.key_indicator_periods]
    return [
        year
        for year in source.years
        if periods and not any(found and found[0] <= year <= found[1] for found in periods)
    ]


def years_in(text: str | None) -> tuple[int, int] | None:
    """Return the first and last year of a text that is a year or two, else nothing."""
    found = _YEARS.fullmatch(text or "")
    return None if found is None else (int(found[1]), int(found[2] or found[1]))


def unread_options(source: Source) -> Iterator[str]:
    """Yield the options that differ from the usual ones although the system reads none of them."""
    usual = Options(number_format=NUMBER_FORMATS[source.system])
    for name, systems in READERS.items():
        if source.system in systems:
            continue
        if getattr(source.options, name) != getattr(usual, name):
            yield name
