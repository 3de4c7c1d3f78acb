"""What e-SAKIP holds: key performance indicators, documents, quarterly achievement, exchanges."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sandbox.region.activities import activities_of
from sandbox.region.agencies import Agency, agencies
from sandbox.region.packaged import chance, read
from sandbox.region.table import Table
from sandbox.region.years import CLOSED_YEAR, REPORTED_QUARTERS, WIB, YEARS

PERIOD = (2025, 2029)
_CENT = Decimal("0.01")
_EXCHANGING = ("Bapperida", "BKAD", "Diskominfo", "Disdik", "Dinkes", "Setda", "Inspektorat")


@dataclass(frozen=True, slots=True)
class Unit:
    """An agency as e-SAKIP lists it; `year` is the first of the period, as of its indicators."""

    id: int
    year: int
    name: str
    abbreviation: str | None


@dataclass(frozen=True, slots=True)
class KeyIndicator:
    """An IKU of an agency with its yearly targets; `year` is the first of its period."""

    id: int
    year: int
    agency_id: int
    objective: str
    name: str
    unit: str
    baseline: Decimal
    targets: Mapping[int, Decimal]
    status: str
    programmes: tuple[str, ...]

    @property
    def rising(self) -> bool:
        """Whether a higher value is better."""
        return self.targets[PERIOD[1]] > self.baseline


@dataclass(frozen=True, slots=True)
class AccountabilityDocument:
    """A document of an agency; one that is not published has no time."""

    id: int
    year: int
    agency_id: int
    kind: str
    category: str
    note: str
    period: str
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class Achievement:
    """The target of an indicator in a quarter; `actual` is None until a result is reported."""

    id: int
    year: int
    quarter: int
    agency_id: int
    indicator_id: int
    target: Decimal
    actual: Decimal | None


@dataclass(frozen=True, slots=True)
class AccountabilityExchange:
    """One attempt to exchange an agency's performance data with another system."""

    id: int
    year: int
    agency_id: int
    at: datetime
    succeeded: bool


@dataclass(frozen=True, slots=True)
class Accountability:
    """The tables of e-SAKIP."""

    units: Table[Unit]
    indicators: Table[KeyIndicator]
    documents: Table[AccountabilityDocument]
    achievements: Table[Achievement]
    exchanges: Table[AccountabilityExchange]


def make_accountability(seed: int) -> Accountability:
    """Make the tables of e-SAKIP in their consistent form, before the mismatches."""
    indicators = Table(_indicators())
    return Accountability(
        units=Table(
            Unit(one.sakip_id, PERIOD[0], one.name.upper(), one.abbreviation) for one in agencies()
        ),
        indicators=indicators,
        documents=Table(_documents(seed)),
        achievements=Table(_achievements(seed, indicators)),
        exchanges=Table(_exchanges(seed)),
    )


def _indicators() -> Iterator[KeyIndicator]:
    catalogue = read("indicators.yaml")
    number = 50
    for one in agencies():
        raw = catalogue[one.org_code]
        for indicator in raw["indicators"]:
            number += 2
            yield _indicator(number, one, raw["objective"], indicator)


def _indicator(number: int, one: Agency, objective: str, raw: list[Any]) -> KeyIndicator:
    name, unit, baseline, targets = raw
    programmes = dict.fromkeys(
        sub.programme_name for sub in activities_of(one) if not sub.common and not sub.ict
    )
    years = range(PERIOD[0], PERIOD[1] + 1)
    return KeyIndicator(
        id=number,
        year=PERIOD[0],
        agency_id=one.sakip_id,
        objective=objective,
        name=name,
        unit=str(unit),
        baseline=Decimal(str(baseline)),
        targets={year: Decimal(str(t)) for year, t in zip(years, targets, strict=True)},
        status="selesai",
        programmes=(*tuple(programmes)[:2], *_ict_programme(one)),
    )


def _ict_programme(one: Agency) -> Iterator[str]:
    yield from dict.fromkeys(sub.programme_name for sub in activities_of(one) if sub.ict)


def _documents(seed: int) -> Iterator[AccountabilityDocument]:
    number = 0
    for year in YEARS:
        for one in agencies():
            random = chance(seed, "sakip-documents", year, one.code)
            for kind, category, note, issued_on in _titles(one, year):
                number += 1
                at = datetime(
                    issued_on.year,
                    issued_on.month,
                    random.randint(2, 26),
                    9,
                    number % 60,
                    tzinfo=WIB,
                )
                yield AccountabilityDocument(
                    number, year, one.sakip_id, kind, category, note, _period(kind, year), at
                )


def _titles(one: Agency, year: int) -> Iterator[tuple[str, str, str, date]]:
    name = one.name
    yield "perjanjian-kinerja", "induk", f"Perjanjian Kinerja {name}", date(year, 1, 1)
    yield "rencana-aksi", "induk", f"Rencana Aksi {name}", date(year, 2, 1)
    yield "cascading", "induk", f"Pohon kinerja {name}", date(year, 2, 1)
    if year == CLOSED_YEAR:
        yield "renstra", "induk", f"Renstra {name}", date(year, 1, 1)
        yield "iku", "induk", f"Indikator Kinerja Utama {name}", date(year, 1, 1)
        yield "perjanjian-kinerja", "perubahan", f"Perjanjian Kinerja {name}", date(year, 10, 1)
        yield "lkjip", "induk", f"Laporan Kinerja {name}", date(year + 1, 2, 1)
        yield "lhe-inspektorat", "induk", f"Hasil evaluasi AKIP {name}", date(year + 1, 4, 1)


def _period(kind: str, year: int) -> str:
    return f"{PERIOD[0]} - {PERIOD[1]}" if kind in {"renstra", "iku"} else str(year)


def _achievements(seed: int, indicators: Table[KeyIndicator]) -> Iterator[Achievement]:
    number = 0
    for year in YEARS:
        for indicator in indicators.all():
            random = chance(seed, "achievement", year, indicator.name, indicator.agency_id)
            tendency = random.randint(-260, 40)
            for quarter in (1, 2, 3, 4):
                number += 1
                target = quarter_target(indicator, year, quarter)
                wobble = Decimal(tendency + random.randint(-25, 25)) / 1000
                share = 1 + wobble if indicator.rising else 1 - wobble
                reported = quarter <= REPORTED_QUARTERS[year]
                actual = (target * share).quantize(_CENT) if reported else None
                yield Achievement(
                    number, year, quarter, indicator.agency_id, indicator.id, target, actual
                )


def quarter_target(indicator: KeyIndicator, year: int, quarter: int) -> Decimal:
    """Return the target of a quarter: a straight line from last year's target to this year's."""
    before = indicator.targets.get(year - 1, indicator.baseline)
    return (before + (indicator.targets[year] - before) * quarter / 4).quantize(_CENT)


def _exchanges(seed: int) -> Iterator[AccountabilityExchange]:
    number = 0
    for year in YEARS:
        for one in agencies():
            if one.short_name in _EXCHANGING:
                number += 1
                random = chance(seed, "sakip-exchange", year, one.code)
                at = datetime(year, 4, random.randint(6, 20), random.randint(8, 16), tzinfo=WIB)
                yield AccountabilityExchange(
                    number, year, one.sakip_id, at + timedelta(minutes=number), succeeded=True
                )
