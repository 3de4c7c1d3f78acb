"""A registered source: where it is, whose data it holds, and how it writes them.

`System` is what the records are and which facts rest on them; a source of a generic make says which
of the known systems it `holds`. `AdapterName` is the dialect that it is read in.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from integration.sources.domain.limits import DriftLimits, Schedule, SourceLimits
from integration.sources.domain.rest import ListingPlace, Rest

_YEARS: Final = re.compile(r"([0-9]{4})(?:\s*[-/\u2013]\s*([0-9]{4}))?")
System = Literal["e-planning", "e-program", "e-sakip"]
Make = Literal["e-planning", "e-program", "e-sakip", "generic-rest", "generic-table"]
AdapterName = Literal[
    "e-planning",
    "e-program",
    "e-sakip-iku",
    "e-sakip-documents",
    "generic-rest",
    "generic-table",
]
Way = Literal["pull", "push", "file"]
NumberFormat = Literal["plain", "indonesian", "english"]
DateFormat = Literal["iso", "day-first"]
Constant = str | int | bool
Paging = Literal["all", "pages"]
CumulativeColumn = Literal["planned", "spent"]

SYSTEMS: Final[tuple[System, ...]] = ("e-planning", "e-program", "e-sakip")
OWN_CODE: Final = "tolok"
"""The source of facts that this product knows itself: nobody registers it, nothing is read."""
NUMBER_FORMATS: Final[Mapping[System, NumberFormat]] = {
    "e-planning": "plain",
    "e-program": "indonesian",
    "e-sakip": "indonesian",
}
GENERIC: Final = "generic-rest"
"""A make whose listings, envelope and credential the registration describes."""
GENERIC_TABLE: Final = "generic-table"
"""A make whose tables are sent or come in files; the registration says what they hold."""
GENERICS: Final[tuple[Make, ...]] = (GENERIC, GENERIC_TABLE)
MAKES: Final[Mapping[Make, tuple[AdapterName, ...]]] = {
    "e-planning": ("e-planning",),
    "e-program": ("e-program",),
    "e-sakip": ("e-sakip-iku", "e-sakip-documents"),
    "generic-rest": ("generic-rest",),
    "generic-table": ("generic-table",),
}
"""The dialects of what a registration may name as its system, the usual one first."""
_ACCOUNTABILITY: Final[tuple[System, ...]] = ("e-sakip",)
_BUDGETING: Final[tuple[System, ...]] = ("e-program",)
_PLANS: Final[tuple[System, ...]] = ("e-planning", "e-program")
READERS: Final[Mapping[str, tuple[Make, ...]]] = {
    "timezone": SYSTEMS,
    "number_format": SYSTEMS,
    "paging": (*_PLANS, GENERIC),
    "page_size": (*_PLANS, GENERIC),
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
    "date_format": SYSTEMS,
    "number_formats": SYSTEMS,
    "constants": SYSTEMS,
    "words": SYSTEMS,
    "holds": GENERICS,
    "rest": (GENERIC,),
    "listings": GENERICS,
    "programmes_by_title": _ACCOUNTABILITY,
}
"""Which systems read which option; whatever another one says of it would count for nothing.

A generic make reads those of the system whose records it holds, too.
"""
_OF_PAGES: Final = frozenset({"paging", "page_size"})
"""What tables have none of, whatever they hold: they come whole."""
USUAL_ACHIEVEMENT: Final = "5"
"""How many times its target an achievement may come to where nothing else is declared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How one region's system differs from the usual shape.

    `number_format`: "plain" writes 1250000.00, "indonesian" 1.250.000,00, "english" 1,250,000.00;
    `number_formats`: of single fields, resource -> our name. `date_format`: "iso" writes
    2026-01-31, "day-first" 31/01/2026. `constants` stand for what no row says, `words` for other
    words than the usual ones: resource -> our name -> its word -> the usual one. `holds`: whose
    records a generic make has; `rest` and `listings`: where it has them. `fields` renames keys of
    rows: resource -> our name -> the source's key. `exchange_targets`: which systems an exchange
    must have gone to; None: the usual ones. `ignored_units`: units that are left out on purpose.
    `key_indicator_periods`: five-year periods to read, e.g. 2025-2029; None: those of the years.
    `cumulative_columns`: columns of monthly realisations that hold the sum since January.
    `budget_multiple`: how many times the budget of a sub-activity its realisation may come to.
    `code_translations`: codes of sub-activities that are another code of the other code set.
    `achievement_multiple`: how many times the target of an indicator its achievement may come to.
    `achievement_cap`: at how many times its target an achievement is cut before the mean; None: it
    is not cut, and what it covers of failed ones is a finding.
    `programmes_by_title`: programmes that support an indicator, and have no code, are those of the
    plan with the same title; otherwise nothing joins them.
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
    date_format: DateFormat = "iso"
    number_formats: Mapping[str, Mapping[str, NumberFormat]] = field(default_factory=dict)
    constants: Mapping[str, Mapping[str, Constant]] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, Mapping[str, Constant]]] = field(default_factory=dict)
    holds: System | None = None
    rest: Rest | None = None
    listings: tuple[ListingPlace, ...] = ()
    programmes_by_title: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A source as registered; `revision` grows with every change of the registration.

    `adapter` None: the usual dialect of its system. `ways`: how its records come in; only what is
    pulled has an address and a credential, others have "" there. `schedule` None: it is read at
    its interval. `push_secret_name`: the credential that signs what it pushes, if that is signed.
    `revision_keys`: the key that holds the revision of a row, of listings whose rows say one.
    """

    code: str
    system: Make
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
    adapter: AdapterName | None = None
    ways: tuple[Way, ...] = ("pull",)
    schedule: Schedule | None = None
    limits: SourceLimits = field(default_factory=SourceLimits)
    drift: DriftLimits = field(default_factory=DriftLimits)
    push_secret_name: str | None = None
    revision_keys: Mapping[str, str] = field(default_factory=dict)

    @property
    def dialect(self) -> AdapterName:
        """Return the name of the adapter that reads it."""
        return self.adapter or MAKES[self.system][0]

    @property
    def holds(self) -> System:
        """Return whose records it has, and so which facts rest on them."""
        return system_of(self.system, self.options.holds)

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


def system_of(make: Make, holds: System | None) -> System:
    """Return whose records a make has; a generic one holds what its registration says."""
    match make:
        case "generic-rest" | "generic-table":
            return holds or SYSTEMS[0]
        case _:
            return make


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
    usual = Options(number_format=NUMBER_FORMATS[source.holds])
    for name, systems in READERS.items():
        is_idle = source.system == GENERIC_TABLE and name in _OF_PAGES
        if not is_idle and not {source.system, source.holds}.isdisjoint(systems):
            continue
        if getattr(source.options, name) != getattr(usual, name):
            yield name
