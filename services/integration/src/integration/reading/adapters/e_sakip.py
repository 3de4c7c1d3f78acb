"""The e-SAKIP adapter: token header, nested objects, decimal commas, units as numeric ids."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final, Self

from integration.reading.adapters.adapter import (
    EXCHANGE_NOTES,
    Envelope,
    Resource,
    count_of,
    note,
    object_of,
    parse_exchange,
    remark,
)
from integration.reading.adapters.dialects.documents import documents_of
from integration.reading.adapters.dialects.programmes import read_programmes
from integration.reading.adapters.failures import bad_envelope
from integration.reading.adapters.row import Row
from integration.reading.domain import formats
from integration.reading.domain.broken_row import BrokenRow
from integration.reading.domain.row_error import WRITTEN_TWICE
from integration.records.domain import kinds
from integration.records.domain.record import Record
from integration.sources.domain.keys import keys_of
from integration.sources.domain.source import Source, years_in
from rules.exact import fraction
from rules.period import quarter_code

_DIRECTIONS: Final = {"naik": "higher", "turun": "lower"}
# Of an indicator. Another word, or none, says nothing: only finished ones are asked for.
_STATUSES: Final = {"selesai": "finished", "draf": "open", "draft": "open", "proses": "open"}
_QUARTERS, _YEAR = range(1, 5), re.compile(r"[0-9]{4}")
_PLAN_YEARS: Final = 5  # the national cycle of five-year plans: 2020-2024, 2025-2029
_CYCLE_START: Final = 2025


class ESakip:
    """Reads an e-SAKIP system."""

    version: Final = "e-sakip@6"
    base_path: Final = "/api"

    def of(self, _source: Source) -> Self:
        """Return the adapter: all that differs are keys and formats."""
        return self

    def headers(self, secret: str) -> Mapping[str, str]:
        """Return the headers that carry the credential."""
        return {"token": secret}

    def resources(self, source: Source) -> Sequence[Resource]:
        """Return the listings to read: units, key indicators by plan, the others by year."""
        return [
            _units(source),
            *(_indicators(source, period) for period in _plan_periods(source)),
            *(item for year in source.years for item in _of_year(source, year)),
        ]

    def page_params(self, _page: int | None, _size: int) -> Mapping[str, str]:
        """Return nothing: this system has no pages."""
        return {}

    def unwrap(self, path: str, document: object) -> Envelope:
        """Return the rows of `{status: "success", meta, data}`."""
        envelope = object_of(document)
        rows = envelope.get("data")
        if envelope.get("status") != "success" or not isinstance(rows, list):
            raise bad_envelope(path)
        return Envelope(rows, total=count_of(object_of(envelope.get("meta")).get("total")))


def _plan_periods(source: Source) -> Iterable[str]:
    if source.options.key_indicator_periods:
        return source.options.key_indicator_periods
    starts = {year - (year - _CYCLE_START) % _PLAN_YEARS for year in source.years}
    return [f"{start}-{start + _PLAN_YEARS - 1}" for start in sorted(starts)]


def _units(source: Source) -> Resource:
    return Resource(
        name="units",
        part="",
        path="/perangkat-daerah",
        params={},
        kind=kinds.UNIT,
        keys=keys_of(source, "units"),
        parse=_unit,
        unit="id",
        notes=frozenset({"name", "short_name"}),
    )


def _indicators(source: Source, period: str) -> Resource:
    plan = years_in(period)
    return Resource(
        name="key-indicators",
        part=period,
        path="/perangkat-daerah/all/iku",
        params={"periode": period, "status": "selesai"},
        parts={"period": period},
        kind=kinds.KEY_INDICATOR,
        keys=keys_of(source, "key-indicators"),
        parse=partial(_indicator, plan=plan),
        # Years that contradict each other or the plan tell neither which of them are meant.
        hints={
            "first_year": lambda row: _years(row, plan)[0],
            "last_year": lambda row: _years(row, plan)[1],
            "indicator_id": _key_indicator_id,
            "title": lambda row: row.text("title"),
        },
        demands=True,
        covers={} if plan is None else {"first_year": plan[0], "last_year": plan[1]},
        notes=frozenset({"measure", "programmes"}),
    )


def _of_year(source: Source, year: int) -> Iterator[Resource]:
    yield from documents_of(source, year)
    for quarter in _QUARTERS:
        yield _achievements(source, year, quarter)
    yield Resource(
        name="exchanges",
        part=str(year),
        path="/pertukaran",
        params={"tahun": str(year)},
        parts={"year": str(year)},
        kind=kinds.EXCHANGE,
        keys=keys_of(source, "exchanges"),
        parse=lambda row: parse_exchange(row, year, None),
        hints={"year": lambda row: row.year_or(year)},
        asked={"year": year},
        notes=EXCHANGE_NOTES,
    )


def _achievements(source: Source, year: int, quarter: int) -> Resource:
    return Resource(
        name="achievements",
        part=quarter_code(year, quarter),
        path="/capaian",
        params={"tahun": str(year), "triwulan": str(quarter)},
        parts={"year": str(year), "quarter": str(quarter)},
        kind=kinds.ACHIEVEMENT,
        keys=keys_of(source, "achievements"),
        parse=partial(_achievement, year=year, quarter=quarter),
        hints={
            "year": lambda row: row.year_or(year),
            "quarter": _quarter,
            "indicator_id": _indicator_id,
        },
        asked={"year": year, "quarter": quarter},
        notes=frozenset({"measure", "title"}),
    )


def _indicator_id(row: Row) -> str:
    return row.identifier("indicator")


def _key_indicator_id(row: Row) -> str | None:
    """Return the id that achievements name; a system without one names them by their titles."""
    return None if row.is_nothing("indicator") else _indicator_id(row)


def _quarter(row: Row) -> int:
    return row.whole("quarter", least=1, most=4)


def _unit(row: Row) -> Record:
    names = {name: remark(row, name) for name in ("name", "short_name")}
    content = {**row.owner("id"), **names}
    return Record.of(kinds.UNIT, row.identifier("id"), content)


def _indicator(row: Row, *, plan: tuple[int, int] | None) -> Record:
    first_year, last_year = _years(row, plan)
    content = {
        **row.owner("unit"),
        "indicator_id": _key_indicator_id(row),
        "title": row.text("title"),
        "measure_id": remark(row, "measure"),  # the id of a unit of measure, as text
        "first_year": first_year,
        "last_year": last_year,
        "targets": _targets(row),
        "status": _STATUSES.get((row.optional_text("status") or "").casefold(), "unknown"),
        # Most systems say the direction beside the achievement only.
        "direction": _DIRECTIONS.get(str(row.value("direction")).strip().casefold()),
        "programmes": note("programmes", partial(read_programmes, row)),
        "updated_at": row.optional_instant("updated_at"),
    }
    return Record.of(kinds.KEY_INDICATOR, row.identifier("id"), content)


def _years(row: Row, plan: tuple[int, int] | None) -> tuple[int, int]:
    """Return the years of an indicator, of which some are of the plan that was asked for."""
    first = row.whole("first_year", least=1990, most=2100)
    last = row.whole("last_year", least=1990, most=2100)
    if last < first:
        raise BrokenRow(row.keys["last_year"], "out_of_range", last)
    if plan is not None and (last < plan[0] or plan[1] < first):
        raise BrokenRow(row.keys["first_year"], "wrong_year", first)
    if any(not first <= year <= last for year in _planned(row, plan)):
        raise BrokenRow(row.keys["first_year"], "out_of_range", first)
    return first, last


def _planned(row: Row, plan: tuple[int, int] | None) -> list[int]:
    """Return the years of the plan with a target; a value of a year before the plan is none."""
    found = object_of(row.value("targets"))
    stated = (year for year, value in found.items() if not formats.is_nothing(value))
    years = [int(year) for year in stated if _YEAR.fullmatch(year)]
    return [year for year in years if plan is not None and plan[0] <= year <= plan[1]]


def _targets(row: Row) -> dict[str, str | None]:
    """Return the target of each year; an empty one is None."""
    found = row.value("targets")
    key = row.keys["targets"]
    if not isinstance(found, Mapping):
        raise BrokenRow(key, "not_an_object", found)
    targets: dict[str, str | None] = {}
    for year, value in found.items():
        if value is WRITTEN_TWICE:
            raise BrokenRow(f"{key}.{year}", "written_twice")
        try:
            targets[str(year)] = (
                None
                if formats.is_nothing(value)
                else formats.exact_number(value, row.numbers_of("targets"))
            )
        except formats.BrokenValue as error:
            raise BrokenRow(f"{key}.{year}", error.code, value) from error
    return targets


def _achievement(row: Row, *, year: int, quarter: int) -> Record:
    if _quarter(row) != quarter:
        raise BrokenRow(row.keys["quarter"], "unknown_value", row.value("quarter"))
    target = row.optional("target", row.amount)
    realisation = row.amount_or_none("realisation")
    direction = row.optional("direction", lambda name: row.choice(name, _DIRECTIONS))
    # Less than nothing is not left over of what is to become little.
    if direction == "lower" and fraction(realisation or "0") < 0 <= fraction(target or "0"):
        raise BrokenRow(row.keys["realisation"], "out_of_range", row.value("realisation"))
    content = {
        **row.owner("unit"),
        "year": row.year("year", year),
        "quarter": quarter,
        "indicator_id": _indicator_id(row),
        "title": remark(row, "title"),
        "measure_id": remark(row, "measure"),
        "target": target,
        "realisation": realisation,
        "direction": direction,
    }
    opens = None if realisation is None else quarter_code(year, quarter)
    return Record.of(kinds.ACHIEVEMENT, row.identifier("id"), content, opens=opens)
