"""Targets: what an agency's node is to reach in a year, and whether its score does."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Final, Literal, NamedTuple
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import ConfigDict, Field

from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import ReadSessionDep, Session, SessionDep
from kit.fields import ONE_LINE, WHOLE_AS_TEXT, Body, TextView, WholeQuery
from kit.web import (
    IfMatch,
    Page,
    PagingDep,
    etag,
    require_match,
    seen_revisions,
)
from rules.exact import WRITTEN, Number, parse, simplest, text_of
from rules.lives import Life
from rules.period import year_code
from rules.revision import SeenRevisions
from rules.sentences import form
from rules.text import Text
from scoring.state.api import parameters, schemas, views
from scoring.state.api.addresses import AddressedRoute
from scoring.state.api.memory import memory_of
from scoring.state.api.responses import NOT_FOUND
from scoring.state.store import agency as agencies
from scoring.targets.domain import Doubt, Target, TargetFilter, TargetKey
from scoring.targets.usecases.explain import explain_unknown
from scoring.targets.usecases.find import Deciding, deciding_of, find_targets
from scoring.targets.usecases.set import find_target, hold_target, set_target

router = APIRouter(prefix="/api/v1/targets", tags=["targets"], route_class=AddressedRoute)

_PATH: Final = "/{agency_code}/{instrument_code}/{year}/{node_code}"
_CODE: Final = form(
    r"^[^\x00-\x1f/]+$",
    Text(
        "harus berupa kode tanpa garis miring dan karakter kendali, misalnya 9901",
        "must be a code without slashes and control characters, like 9901",
    ),
)
_CHANGE: Final[dict[int | str, dict[str, Any]]] = {
    **NOT_FOUND,
    412: {"description": "It was changed since it was read; shows both versions"},
    422: {"description": "The value can never be reached, or the agency is not assessed"},
    428: {"description": "If-Match is required"},
}

State = Literal["met", "missed", "unknown"]
Code = Annotated[str, Path(max_length=100, pattern=_CODE), ONE_LINE]


def _key(
    agency_code: Annotated[Code, Path(examples=["9901"])],
    instrument_code: Annotated[Code, Path(examples=["spbe"])],
    year: Annotated[WholeQuery, Path(ge=1900, le=9998, examples=[2026])],
    node_code: Annotated[
        Code,
        Path(
            description="The code of a node of the instrument; * for every indicator",
            examples=["index"],
        ),
    ],
) -> TargetKey:
    return TargetKey(agency_code, instrument_code, year, node_code)


Key = Annotated[TargetKey, Depends(_key)]
YearQuery = Annotated[WholeQuery | None, Query(ge=1900, le=9998, examples=[2026])]
StateQuery = Annotated[
    State | None, Query(description="Only those in this state", examples=["missed"])
]


class TargetInput(Body):
    """What is to be reached at least: an exact number as text, or a whole one."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"value": "2.6"}]})

    value: Annotated[
        str,
        Field(
            pattern=WRITTEN,
            description="Exact value that is to be reached at least; DELETE withdraws a target",
        ),
        WHOLE_AS_TEXT,
    ]


class TargetView(schemas.OfScoreView):
    """A target. Without a value it was never set (revision 0) or was withdrawn.

    `exact` is what decides: the node's value, or the least of every indicator's; `gap` is what it
    lacks, negative where it is above. What is said of the edition is of the one it was scored on.
    `period` is that of the assessment that decides, and `period_state` whether it still runs.
    A target that is set and neither met nor missed says in `note` why it cannot be judged yet, and
    in `missing` which indicators have no level, in `inapplicable` which are `n/a`.
    """

    agency_code: str
    instrument_code: str
    year: int
    node_code: str
    value: str | None
    revision: int
    state: State
    since: datetime | None
    exact: str | None
    gap: str | None
    assessment_id: UUID | None
    period: str | None
    period_state: schemas.PeriodState | None
    not_judged: schemas.NotJudged | None
    missing: list[str]
    inapplicable: list[str]
    note: TextView | None
    set_by: str | None
    set_at: datetime | None
    carried_from: int | None


class _Shown(NamedTuple):
    """Beside targets: whose scores decide, the days of agencies, why others are left open."""

    deciding: Mapping[UUID, Deciding]
    lives: Mapping[str, Life]
    doubts: Mapping[TargetKey, Doubt]
    at: datetime


class _Wanted(NamedTuple):
    """What somebody wants of a target; a value of None withdraws it."""

    key: TargetKey
    value: Number | None
    if_match: str | None


@router.get("", operation_id="list_targets", responses=NOT_FOUND)
async def list_targets(
    principal: PrincipalDep,
    session: ReadSessionDep,
    request: Request,
    *,
    agency: parameters.CodeQuery = None,
    year: YearQuery = None,
    state: StateQuery = None,
    agency_state: parameters.AgencyStateQuery = None,
    paging: PagingDep,
) -> Page[TargetView]:
    """List what is to be reached by one's own agency and those below it."""
    found = await find_targets(
        session,
        principal,
        position=paging.after(TargetKey),
        wanted=TargetFilter(agency, year, state, agency_state),
        limit=paging.limit + 1,
        day=SystemClock().now().date(),
    )
    shown = await _shown_of(session, found, request)
    return paging.page(found, item=lambda row: _view(row, shown), position=lambda row: row.key)


@router.get(_PATH, operation_id="read_target", responses=NOT_FOUND)
async def read_target(
    key: Key,
    principal: PrincipalDep,
    session: ReadSessionDep,
    request: Request,
    response: Response,
) -> TargetView:
    """Read a target; its ETag is its revision, "0" before it is first set."""
    found = await find_target(session, key, principal)
    if found is None:
        response.headers["ETag"] = etag(0)
        return await _unset(session, key)
    return await _shown(session, found, request, response)


@router.put(_PATH, operation_id="set_target", responses=_CHANGE)
async def put_target(
    key: Key,
    body: TargetInput,
    principal: PrincipalDep,
    session: SessionDep,
    request: Request,
    response: Response,
    *,
    if_match: IfMatch = None,
) -> TargetView:
    """Set a target; it is judged at once. The same value again changes nothing."""
    wanted = _Wanted(key, parse(body.value), if_match)
    return await _set(session, wanted, principal, request, response=response)


@router.delete(_PATH, operation_id="withdraw_target", responses=_CHANGE)
async def delete_target(
    key: Key,
    principal: PrincipalDep,
    session: SessionDep,
    request: Request,
    response: Response,
    *,
    if_match: IfMatch = None,
) -> TargetView:
    """Withdraw a target."""
    wanted = _Wanted(key, None, if_match)
    return await _set(session, wanted, principal, request, response=response)


async def _set(
    session: SessionDep,
    wanted: _Wanted,
    principal: PrincipalDep,
    request: Request,
    *,
    response: Response,
) -> TargetView:
    memory = memory_of(request)
    present = await hold_target(
        session, wanted.key, wanted.value, principal, memory=memory, clock=SystemClock()
    )
    written = None if wanted.value is None else text_of(wanted.value)
    row = present
    seen = seen_revisions(wanted.if_match) or SeenRevisions()
    # Whoever repeats a change that was made holds the ETag from before it.
    if present.value != written or not seen.include_one_until(present.revision, first=0):
        require_match(wanted.if_match, etag(present.revision), asdict(present))
        row = await set_target(
            session, present, wanted.value, principal, memory=memory, clock=SystemClock()
        )
    return await _shown(session, row, request, response)


async def _shown(session: Session, row: Target, request: Request, response: Response) -> TargetView:
    response.headers["ETag"] = etag(row.revision)
    if not row.revision:
        return await _unset(session, row.key)
    return _view(row, await _shown_of(session, [row], request))


async def _shown_of(session: Session, rows: Sequence[Target], request: Request) -> _Shown:
    """Return what is shown beside targets."""
    memory, at = memory_of(request), SystemClock().now()
    return _Shown(
        await deciding_of(session, rows, memory),
        await agencies.lives(session, {row.agency_code for row in rows}),
        await explain_unknown(session, rows, memory, at=at),
        at,
    )


async def _unset(session: Session, key: TargetKey) -> TargetView:
    life = (await agencies.lives(session, [key.agency_code])).get(key.agency_code)
    names = ("value", "since", "exact", "gap", "assessment_id", "set_by", "set_at", "carried_from")
    nothing = dict.fromkeys((*names, "period", "period_state", "not_judged", "note"), None)
    return TargetView.model_validate(
        {
            **key._asdict(),
            **nothing,
            **views.of_edition(None),
            **views.of_agency(life, year_code(key.year), SystemClock().now()),
            "revision": 0,
            "state": "unknown",
            "missing": [],
            "inapplicable": [],
        }
    )


def _view(row: Target, beside: _Shown) -> TargetView:
    gap = None
    if row.value is not None and row.exact is not None:
        gap = text_of(simplest(parse(row.value) - parse(row.exact)))
    found = beside.deciding.get(row.assessment_id) if row.assessment_id else None
    opening = None if found is None else found.opening
    doubt = beside.doubts.get(row.key)
    return TargetView.model_validate(
        {
            **asdict(row),
            **views.of_edition(found.edition if found else None),
            **views.of_agency(beside.lives.get(row.agency_code), year_code(row.year), beside.at),
            "gap": gap,
            "period": opening.period if opening else None,
            "period_state": opening.period_state(beside.at) if opening else None,
            "not_judged": doubt.not_judged if doubt else None,
            "missing": [*doubt.missing] if doubt else [],
            "inapplicable": [*doubt.inapplicable] if doubt else [],
            "note": doubt.note if doubt else None,
        }
    )
