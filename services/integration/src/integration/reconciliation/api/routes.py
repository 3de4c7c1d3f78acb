"""Findings, and how much money of each agency is joined."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Annotated, Any, Final, Literal, cast

from fastapi import APIRouter, Path, Response

from integration.agencies import store as agencies
from integration.agencies.api.reach import root_of, visible_to
from integration.reconciliation.api import schemas
from integration.reconciliation.api.filters import NeededYearQuery, ScopeDep, WantedDep
from integration.reconciliation.domain.finding import Event, Finding
from integration.reconciliation.domain.joining import Money
from integration.reconciliation.store import findings as store
from integration.reconciliation.store import lists
from integration.reconciliation.store.joining import Joining
from integration.reconciliation.store.lists import position_of
from integration.reconciliation.store.tables import FindingRevisionRow
from integration.reconciliation.usecases.explain import explain_finding, locked_finding
from integration.sources.api.schemas import ReasonView
from kit.auth import Principal, PrincipalDep
from kit.database import DatabaseClock, ReadSessionDep, Session, SessionDep
from kit.errors import Forbidden, NotFound, missing
from kit.fields import Id
from kit.web import IdempotentRoute, IfMatch, Page, PagingDep, etag, require_match
from rules.exact import text_of
from rules.text import Text

router = APIRouter(
    prefix="/api/v1/reconciliations", tags=["reconciliations"], route_class=IdempotentRoute
)

_CLOCK: Final = DatabaseClock()
_HUNDRED: Final = 100
_Answers = dict[int | str, dict[str, Any]]
_NO_AGENCY: Final[_Answers] = {404: {"description": "There is no such agency"}}
_NOT_FOUND: Final[_Answers] = {404: {"description": "There is no such finding"}}
_CHANGED: Final[_Answers] = {
    409: {"description": "The data agree by now"},
    412: {"description": "It was changed after you read it"},
    428: {"description": "If-Match is missing"},
}
FindingId = Annotated[Id, Path(examples=["6c1d2f0a-94a6-5f0e-9a51-0b7b7f5f5a10"])]


@router.get("", operation_id="list_reconciliations", responses=_NO_AGENCY)
async def list_reconciliations(
    session: ReadSessionDep,
    principal: PrincipalDep,
    wanted: WantedDep,
    *,
    paging: PagingDep,
) -> Page[schemas.FindingView]:
    """List findings in order of agency, year, kind and subject."""
    position = paging.after(tuple[str, int, str, str])
    found = await lists.findings(session, position, wanted=wanted, limit=paging.limit + 1)
    visible = await visible_to(session, principal)
    return paging.page(
        found,
        item=lambda item: schemas.FindingView.of(item, visible),
        position=position_of,
    )


@router.get("/agencies", operation_id="list_joinings", responses=_NO_AGENCY)
async def list_joinings(
    session: ReadSessionDep,
    wanted: ScopeDep,
    year: NeededYearQuery,
    *,
    paging: PagingDep,
) -> Page[schemas.JoiningView]:
    """List how much money of each agency is joined, the most unjoined first.

    The data of a picture: an agency that has not joined its programme to its plan stands on top.
    """
    position = paging.after(tuple[str, str])
    of_year = replace(wanted, year=year)
    found = await lists.joinings(session, position, wanted=of_year, limit=paging.limit + 1)
    codes = [joining.agency_code for joining, _ in found]
    names = await agencies.names(session, codes)
    counts = await lists.counts(session, codes, year)
    return paging.page(
        found,
        item=lambda item: _joining(item[0], names, counts),
        position=lambda item: (item[1], item[0].agency_code),
    )


@router.get("/{finding_id}", operation_id="read_reconciliation", responses=_NOT_FOUND)
async def read_reconciliation(
    finding_id: FindingId,
    response: Response,
    session: ReadSessionDep,
    principal: PrincipalDep,
) -> schemas.WholeFindingView:
    """Read a finding with its history; its ETag is its revision."""
    found = await lists.finding(session, finding_id, root_code=root_of(principal))
    if found is None:
        raise _no_finding(finding_id)
    response.headers["ETag"] = etag(found.revision)
    return await _whole(session, found, principal)


@router.put(
    "/{finding_id}/explanation",
    operation_id="explain_reconciliation",
    responses={**_NOT_FOUND, **_CHANGED},
)
async def explain_reconciliation(
    finding_id: FindingId,
    body: schemas.ExplanationBody,
    response: Response,
    session: SessionDep,
    principal: PrincipalDep,
    *,
    if_match: IfMatch = None,
) -> schemas.WholeFindingView:
    """Explain a finding of your agency, or of one below it.

    The explanation holds until the two sides say something else.
    """
    seen = await lists.finding(session, finding_id, root_code=root_of(principal))
    held = None if seen is None else await locked_finding(session, finding_id)
    if held is None:
        raise _no_finding(finding_id)
    if held.said.key.agency_code not in await visible_to(session, principal):
        raise Forbidden(
            Text(
                "Temuan ini dijelaskan oleh instansi yang merencanakan.",
                "The agency that plans it explains this finding.",
            )
        )
    shown = await _whole(session, held, principal)
    require_match(if_match, etag(held.revision), shown.model_dump(mode="json"))
    stored = await explain_finding(session, held, body.text, by=principal.subject, clock=_CLOCK)
    response.headers["ETag"] = etag(stored.revision)
    return await _whole(session, stored, principal)


async def _whole(
    session: Session, found: Finding, principal: Principal
) -> schemas.WholeFindingView:
    view = schemas.FindingView.of(found, await visible_to(session, principal))
    states = await store.history(session, found.finding_id)
    return schemas.WholeFindingView(**dict(view), history=[_state(state) for state in states])


def _state(row: FindingRevisionRow) -> schemas.FindingStateView:
    held = store.read(row.state)
    return schemas.FindingStateView(
        revision=row.revision,
        event=cast("Event", row.event),
        status=held.status,
        amount=held.said.amount,
        difference=held.said.difference,
        doubt=None if held.doubt is None else ReasonView.of(held.doubt),
        explanation=schemas.ExplanationView.of(held.explanation),
        recorded_at=row.recorded_at,
    )


def _joining(
    joining: Joining, names: Mapping[str, str], counts: Mapping[tuple[str, str], int]
) -> schemas.JoiningView:
    money, code = joining.money, joining.agency_code
    told: dict[str, str | None] = dict.fromkeys(_FIGURES)
    if money is not None:
        told = {
            "planned": text_of(money.planned),
            "planned_joined": text_of(money.planned_joined),
            "planned_unjoined": text_of(money.planned - money.planned_joined),
            "budgeted": text_of(money.budgeted),
            "budgeted_joined": text_of(money.budgeted_joined),
            "budgeted_unjoined": text_of(money.budgeted - money.budgeted_joined),
            "planned_share": _share(money.planned_joined, money.planned),
            "budgeted_share": _share(money.budgeted_joined, money.budgeted),
        }
    is_known = money is not None and joining.doubt is None
    return schemas.JoiningView(
        agency_code=code,
        agency_name=names.get(code),
        year=joining.year,
        joining=_word(money) if money is not None and is_known else "unknown",
        open_count=counts.get((code, "open"), 0),
        explained_count=counts.get((code, "explained"), 0),
        doubt=None if joining.doubt is None else ReasonView.of(joining.doubt),
        told_at=joining.told_at,
        **told,
    )


def _word(money: Money) -> Literal["joined", "not_joined"]:
    return "not_joined" if money.unjoined else "joined"


def _share(part: Fraction, whole: Fraction) -> str | None:
    return text_of(part / whole * _HUNDRED) if whole else None


def _no_finding(finding_id: object) -> NotFound:
    return missing(
        "path/finding_id",
        Text(f"Temuan {finding_id} tidak ada.", f"There is no finding {finding_id}."),
    )


_FIGURES: Final = (
    "planned",
    "planned_joined",
    "planned_unjoined",
    "budgeted",
    "budgeted_joined",
    "budgeted_unjoined",
    "planned_share",
    "budgeted_share",
)
