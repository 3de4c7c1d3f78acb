"""Facts of the agencies a reader is responsible for, now or as of an instant."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query

from contracts.facts import FACTS
from integration.agencies.api import Staff, check_agency, visible_to
from integration.facts.api import schemas
from integration.facts.store import lists
from integration.facts.store.lists import Position, Row, Wanted, position_of
from integration.sources import store as sources
from integration.sources.store import SourceStateRow
from kit.auth import Principal
from kit.database import ReadSessionDep, Session
from kit.errors import FieldError, Invalid
from kit.languages import Text
from kit.web import CursorQuery, IdempotentRoute, Instant, LimitQuery, Page, decode_cursor, page_of

router = APIRouter(prefix="/api/v1/facts", tags=["facts"], route_class=IdempotentRoute)

AgencyQuery = Annotated[str | None, Query(max_length=100, examples=["9901.2.16.01"])]
NameQuery = Annotated[str | None, Query(max_length=100, examples=["planning.ict_consulted"])]
PeriodQuery = Annotated[
    str | None, Query(pattern=r"^[0-9]{4}(-(0[1-9]|1[0-2])|-Q[1-4])?$", examples=["2026"])
]
SourceQuery = Annotated[str | None, Query(max_length=100, examples=["e-planning-9901"])]
AsOfQuery = Annotated[
    Instant | None,
    Query(description="As it was known then", examples=["2026-06-30T00:00:00Z"]),
]


def _wanted(
    agency: AgencyQuery = None,
    name: NameQuery = None,
    period: PeriodQuery = None,
    source: SourceQuery = None,
) -> Wanted:
    if name is not None and name not in FACTS:
        raise _unknown_name(name)
    return Wanted(
        agency_codes=None if agency is None else {agency},
        name=name,
        period=period,
        source_code=source,
    )


@router.get("", responses={404: {"description": "There is no such agency"}})
async def list_facts(
    session: ReadSessionDep,
    principal: Staff,
    wanted: Annotated[Wanted, Depends(_wanted)],
    *,
    as_of: AsOfQuery = None,
    limit: LimitQuery = 50,
    cursor: CursorQuery = None,
) -> Page[schemas.FactView]:
    """List facts in order of agency, name, period and source."""
    position = _position(cursor)
    visible = await _visible(session, principal, wanted)
    rows: Sequence[Row] = await (
        lists.after(session, position, wanted=visible, limit=limit + 1)
        if as_of is None
        else lists.after_as_of(session, position, as_of=as_of, wanted=visible, limit=limit + 1)
    )
    states = await sources.states(session, {row.source_code for row in rows})

    def item(row: Row) -> schemas.FactView:
        return _view(row, states, now=as_of is None)

    return page_of(rows, limit, item=item, position=position_of)


async def _visible(session: Session, principal: Principal, wanted: Wanted) -> Wanted:
    """Return what is wanted, of the agencies the principal may see."""
    if wanted.agency_codes is None:
        return replace(wanted, agency_codes=await visible_to(session, principal))
    for agency_code in wanted.agency_codes:
        await check_agency(session, principal, agency_code, "query/agency")
    return wanted


def _position(cursor: str | None) -> Position | None:
    position = decode_cursor(cursor, str, str, str, str)
    if position is None:
        return None
    agency_code, fact, period, source_code = map(str, position)
    return agency_code, fact, period, source_code


def _view(row: Row, states: Mapping[str, SourceStateRow], *, now: bool) -> schemas.FactView:
    last_good = None if row.last_good is None else schemas.LastGoodView.of(row.last_good)
    return schemas.FactView.model_validate(
        {
            **row.model_dump(),
            "records": [schemas.ReferenceView.of(reference) for reference in row.records],
            "last_good": last_good,
            "confirmed_at": _confirmed_at(row, states, last_good) if now else None,
        }
    )


def _confirmed_at(
    row: Row, states: Mapping[str, SourceStateRow], last_good: schemas.LastGoodView | None
) -> Any:
    """Return the last reading that gave the value: every successful one gives all of them."""
    if row.status == "unknown":
        return None if last_good is None else last_good.confirmed_at
    return states[row.source_code].last_success_at


def _unknown_name(name: str) -> Invalid:
    return Invalid(
        Text(f"Fakta {name} tidak ada pada katalog.", f"The catalogue has no fact {name}."),
        errors=[FieldError("query/name", Text("tidak dikenal", "is unknown"))],
    )
