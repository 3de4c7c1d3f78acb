"""Facts of the agencies that a principal reaches, now or as of an instant."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query

from contracts.facts import FACTS
from integration.agencies import store as agencies
from integration.agencies.api.reach import check_agency, root_of, visible_to
from integration.facts.api import schemas
from integration.facts.domain.fact import SourceFact
from integration.facts.store import lists
from integration.facts.store.lists import Wanted, position_of
from integration.sources import store as sources
from integration.sources.api.schemas import ReasonView
from integration.sources.domain.source import OWN_CODE
from integration.sources.domain.state import SourceState
from kit.auth import Principal, PrincipalDep
from kit.database import Moment, ReadSessionDep, Session
from kit.errors import Invalid
from kit.fields import ONE_LINE, TruthQuery
from kit.web import MOST_NAMED, IdempotentRoute, PagingDep, unknown_code
from rules.lives import Life
from rules.period import WRITTEN as PERIOD
from rules.refusal import Refusal
from rules.text import Text

router = APIRouter(prefix="/api/v1/facts", tags=["facts"], route_class=IdempotentRoute)

AgencyQuery = Annotated[
    Annotated[str, ONE_LINE] | None, Query(max_length=100, examples=["9901.2.16.01"])
]
NameQuery = Annotated[
    Annotated[str, ONE_LINE] | None, Query(max_length=100, examples=["planning.ict_consulted"])
]
PeriodQuery = Annotated[str | None, Query(pattern=PERIOD, examples=["2026"])]
SourceQuery = Annotated[
    Annotated[str, ONE_LINE] | None, Query(max_length=100, examples=["e-planning-9901"])
]
PredecessorsQuery = Annotated[
    TruthQuery,
    Query(
        description="true: the facts of the predecessors of `agency` are listed too, each under the"
        " code of its own agency",
        examples=[True],
    ),
]

_ANSWERS: Final[dict[int | str, dict[str, Any]]] = {
    404: {"description": "There is no such agency"},
    409: {
        "description": "`as_of` is too recent: something may still be recorded before that moment"
    },
}


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


@router.get("", operation_id="list_facts", responses=_ANSWERS)
async def list_facts(
    session: ReadSessionDep,
    principal: PrincipalDep,
    as_of: Moment,
    wanted: Annotated[Wanted, Depends(_wanted)],
    *,
    predecessors: PredecessorsQuery = False,
    paging: PagingDep,
) -> schemas.FactPage:
    """List facts in order of agency, name, period and source."""
    position = paging.after(tuple[str, str, str, str])
    visible = await _visible(session, principal, wanted)
    before = await _predecessors(session, wanted)
    if predecessors:
        visible = replace(visible, agency_codes={*(visible.agency_codes or ()), *before})
    limit = paging.limit + 1
    found = await (
        lists.after(session, position, wanted=visible, limit=limit)
        if as_of is None
        else lists.after_as_of(session, position, as_of=as_of, wanted=visible, limit=limit)
    )
    states = await sources.states(session, {item.source_code for item in found})
    lives = await agencies.lives(session, {item.fact.key.agency_code for item in found})

    def view(item: SourceFact) -> schemas.FactView:
        life = lives.get(item.fact.key.agency_code)
        return _view(item, _confirmed_at(item, states, life) if as_of is None else None)

    page = paging.page(found, item=view, position=position_of)
    return schemas.FactPage(
        items=page.items, next_cursor=page.next_cursor, predecessor_codes=before
    )


async def _predecessors(session: Session, wanted: Wanted) -> list[str]:
    """Return the predecessors of the agency in the query."""
    found: list[str] = []
    for agency_code in wanted.agency_codes or ():
        found += await agencies.predecessors(session, agency_code)
    return found


async def _visible(session: Session, principal: Principal, wanted: Wanted) -> Wanted:
    """Return what is wanted, of the agencies the principal may see."""
    if wanted.source_code is not None:
        await _check_source(session, wanted.source_code, principal)
    if wanted.agency_codes is None:
        return replace(wanted, agency_codes=await visible_to(session, principal))
    for agency_code in wanted.agency_codes:
        await check_agency(session, principal, agency_code, pointer="query/agency")
    return wanted


async def _check_source(session: Session, code: str, principal: Principal) -> None:
    """Allow a source within reach, or one that a fact within reach names."""
    root = root_of(principal)
    if await sources.find_within(session, code, root_code=root) is not None:
        return
    seen = Wanted(agency_codes=await visible_to(session, principal), source_code=code)
    if not await lists.after(session, None, wanted=seen, limit=1):
        known = await sources.after(session, None, root_code=root, limit=MOST_NAMED)
        raise unknown_code("source", code, [source.code for source in known])


def _view(found: SourceFact, confirmed_at: datetime | None) -> schemas.FactView:
    fact = found.fact
    return schemas.FactView(
        agency_code=fact.key.agency_code,
        fact=fact.key.fact,
        period=fact.key.period,
        source_code=found.source_code,
        revision=fact.revision,
        status=fact.status,
        value=fact.value,
        observed_at=fact.observed_at,
        confirmed_at=confirmed_at,
        last_good=None if fact.last_good is None else schemas.LastGoodView.of(fact.last_good),
        reason=None if fact.reason is None else ReasonView.of(fact.reason),
        run_id=fact.run_id,
        adapter=fact.adapter,
        records=[schemas.ReferenceView.of(reference) for reference in fact.records],
        record_count=fact.record_count,
    )


def _confirmed_at(
    found: SourceFact, states: Mapping[str, SourceState], life: Life | None
) -> datetime | None:
    """Return when the value was last confirmed, as far as that is known.

    Each successful reading of a source confirms all its values, but those of agencies that ended.
    What this product knows itself is told once, when it changes.
    """
    if found.fact.status == "unknown":
        return None if found.fact.last_good is None else found.fact.last_good.confirmed_at
    if found.source_code == OWN_CODE:
        return found.fact.observed_at
    at = states[found.source_code].last_success_at
    is_over = at is not None and life is not None and life.has_ended_by(at.date())
    return None if is_over else at


def _unknown_name(name: str) -> Invalid:
    return Invalid(
        Text(f"Fakta {name} tidak terdaftar dalam katalog.", f"The catalogue has no fact {name}."),
        errors=[Refusal("query/name", Text("tidak dikenal", "is unknown"))],
    )
