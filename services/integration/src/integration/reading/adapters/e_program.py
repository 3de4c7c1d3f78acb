"""The e-program adapter (e-programming, e-budgeting): amounts in three formats, misspelt keys."""

from collections.abc import Callable, Mapping, Sequence
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
    word,
)
from integration.reading.adapters.failures import bad_envelope
from integration.reading.adapters.row import Row
from integration.records.domain import kinds
from integration.records.domain.record import Record
from integration.sources.domain.keys import keys_of
from integration.sources.domain.source import Source
from rules.period import month_code

_ACCOUNTABILITY: Final = ("e-sakip",)
_SCHEDULES: Final = {"murni": "original", "pergeseran": "shifted", "perubahan": "amended"}
_OK: Final = 200


class EProgram:
    """Reads an e-program system."""

    version: Final = "e-program@6"
    base_path: Final = "/api"

    def of(self, _source: Source) -> Self:
        """Return the adapter: all that differs are keys and formats."""
        return self

    def headers(self, secret: str) -> Mapping[str, str]:
        """Return the headers that carry the credential."""
        return {"X-API-KEY": secret}

    def resources(self, source: Source) -> Sequence[Resource]:
        """Return the listings to read, each for every year."""
        return [_resource(source, item, year) for year in source.years for item in _LISTINGS]

    def page_params(self, page: int | None, size: int) -> Mapping[str, str]:
        """Return the parameters that ask for one page, or, with None, for everything."""
        return {} if page is None else {"page": str(page), "per_page": str(size)}

    def unwrap(self, path: str, document: object) -> Envelope:
        """Return the rows of `{status: true, status_code: 200, data}`."""
        envelope = object_of(document)
        rows = envelope.get("data")
        succeeded = envelope.get("status") is True and envelope.get("status_code") == _OK
        if not succeeded or not isinstance(rows, list):
            raise bad_envelope(path)
        paging = object_of(envelope.get("pagination"))
        return Envelope(
            rows,
            count_of(paging.get("total_page")),
            count_of(paging.get("total")),
            paged=bool(paging),
        )


def _resource(source: Source, listing: "_Listing", year: int) -> Resource:
    name, path, kind, parse, hints = listing
    return Resource(
        name=name,
        part=str(year),
        path=path,
        params={"tahun": str(year)},
        kind=kind,
        keys=keys_of(source, name),
        parse=lambda row: parse(row, year),
        hints={"year": lambda row: row.year_or(year), **hints},
        asked={"year": year},
        parts={"year": str(year)},
        unit=None if kind == kinds.SCHEDULE else "unit",
        demands=kind == kinds.SUB_ACTIVITY,
        notes=_NOTES[name],
        apart=frozenset({"physical", "physical_target"} & keys_of(source, name).keys()),
    )


def _schedule(row: Row, year: int) -> Record:
    content = {
        "schedule_id": row.identifier("id"),
        "year": row.year("year", year),
        "name": word(row, "name", _SCHEDULES),
        "starts_at": row.instant("starts_at"),
        "ends_at": note("ends_at", row.optional_instant),
        "locked": row.optional("locked", row.flag),
    }
    return Record.of(kinds.SCHEDULE, row.identifier("id"), content)


def _sub_activity(row: Row, year: int) -> Record:
    code = row.sub_activity("code")
    content = {
        **row.owner("unit"),
        "year": row.year("year", year),
        "code_set": code.code_set,
        "code": code.code,
        "title": remark(row, "title"),
        "unit_title": remark(row, "unit_title"),
        "amount": row.optional("amount", row.ceiling),
        "indicative_amount": note("indicative_amount", row.amount_or_none),
        "original_ceiling": note("original_ceiling", row.amount_or_none),
        "amended_ceiling": note("amended_ceiling", row.amount_or_none),
        "schedule_id": row.identifier("schedule"),
        "starts_at": row.instant("starts_at"),
        "ends_at": note("ends_at", row.optional_instant),
        "locked": row.optional("locked", row.flag),
        "ict": row.is_ict(code.code),
    }
    return Record.of(kinds.SUB_ACTIVITY, row.identifier("id"), content)


def _budget_document(row: Row, year: int) -> Record:
    months = [f"{month:02d}" for month in range(1, 13)]
    plan = {month: note(f"plan_{month}", row.amount_or_none) for month in months}
    content = {
        **row.owner("unit"),
        "year": row.year("year", year),
        "number": row.optional_text("number"),
        "issued_on": row.optional_date("issued_on"),
        "cash_plan": plan,
        "cash_plan_total": note("plan_total", row.amount_or_none),
        "outcome_target": remark(row, "outcome_target"),
    }
    return Record.of(kinds.BUDGET_DOCUMENT, row.identifier("id"), content)


def _realisation(row: Row, year: int) -> Record:
    code = row.sub_activity("code")
    month = _month(row)
    content = {
        **row.owner("unit"),
        "year": row.same_year(year),
        "month": month,
        "code_set": code.code_set,
        "code": code.code,
        # A payment may be taken back, so that a month has less than nothing; a plan has no less.
        "planned": row.optional("planned", row.ceiling),
        "spent": row.optional("spent", row.amount),
        "physical": row.optional("physical", row.percent),
        "physical_target": row.optional("physical_target", row.percent),
        "obstacles": remark(row, "obstacles"),
    }
    # A month that is only planned has not begun.
    is_reported = content["spent"] is not None or content["physical"] is not None
    opens = month_code(year, month) if is_reported else None
    return Record.of(kinds.REALISATION, row.identifier("id"), content, opens=opens)


def _exchange(row: Row, year: int) -> Record:
    return parse_exchange(row, year, _ACCOUNTABILITY)


def _month(row: Row) -> int:
    return row.whole("month", least=1, most=12)


# On these no fact rests.
_NOTES: Final[Mapping[str, frozenset[str]]] = {
    "schedules": frozenset({"name", "ends_at"}),
    "sub-activities": frozenset(
        {
            "title",
            "unit_title",
            "indicative_amount",
            "original_ceiling",
            "amended_ceiling",
            "ends_at",
        }
    ),
    "budget-documents": frozenset(
        {"outcome_target", "plan_total", *(f"plan_{month:02d}" for month in range(1, 13))}
    ),
    "realisations": frozenset({"obstacles"}),
    "exchanges": EXCHANGE_NOTES,
}
_Hints = Mapping[str, Callable[[Row], object]]
_CODE_HINTS: Final[_Hints] = {
    "code_set": lambda row: row.sub_activity("code").code_set,
    "code": lambda row: row.sub_activity("code").code,
}
_Listing = tuple[str, str, str, Callable[[Row, int], Record], _Hints]
_LISTINGS: Final[Sequence[_Listing]] = (
    (
        "schedules",
        "/jadwal",
        kinds.SCHEDULE,
        _schedule,
        {"schedule_id": lambda row: row.identifier("id")},
    ),
    (
        "sub-activities",
        "/sub-kegiatan",
        kinds.SUB_ACTIVITY,
        _sub_activity,
        {
            **_CODE_HINTS,
            "ict": lambda row: row.is_ict(row.sub_activity("code").code),
            "schedule_id": lambda row: row.identifier("schedule"),
        },
    ),
    (
        "budget-documents",
        "/dpa",
        kinds.BUDGET_DOCUMENT,
        _budget_document,
        {"number": lambda row: row.optional_text("number")},
    ),
    (
        "realisations",
        "/realisasi",
        kinds.REALISATION,
        _realisation,
        {**_CODE_HINTS, "month": _month},
    ),
    ("exchanges", "/pertukaran", kinds.EXCHANGE, _exchange, {}),
)
