"""A registered source: where it is, whose data it holds, and how it writes them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

System = Literal["e-planning", "e-program", "e-sakip"]
NumberFormat = Literal["plain", "indonesian"]
Paging = Literal["all", "pages"]
CumulativeColumn = Literal["planned", "spent"]

SYSTEMS: Final[tuple[System, ...]] = ("e-planning", "e-program", "e-sakip")
NUMBER_FORMATS: Final[Mapping[System, NumberFormat]] = {
    "e-planning": "plain",
    "e-program": "indonesian",
    "e-sakip": "indonesian",
}


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A source as registered; `revision` grows with every change of the registration."""

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

    @property
    def agency_codes(self) -> frozenset[str]:
        """Return the agencies whose units are mapped."""
        return frozenset(self.units.values())
