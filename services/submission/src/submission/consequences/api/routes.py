"""The rewards and punishments of a campaign, and that leaders take note of them."""

import re
from collections.abc import Iterable
from datetime import UTC
from typing import Annotated, Any, Final

from anyio import to_thread
from fastapi import APIRouter, Depends, Request, Response

from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import ReadSessionDep, SessionDep
from kit.threads import FILES
from kit.web import IdempotentRoute, Page, PagingDep
from rules.languages import negotiate
from submission.agencies.api.responses import NOT_FOUND
from submission.agencies.api.schemas import AgencyCode
from submission.agencies.usecases.check_reach import AGENCIES, check_reach
from submission.campaigns.api.schemas import CampaignCode
from submission.consequences.api import schemas
from submission.consequences.api.views import entry_view, noted_view
from submission.consequences.domain.listed import Listed
from submission.consequences.usecases.acknowledge import Named, acknowledge
from submission.consequences.usecases.judge import Wanted, judge_campaign
from submission.consequences.usecases.list_acknowledgements import Noted, list_acknowledgements
from submission.consequences.usecases.make_table import make_table
from submission.recommendations.api.schemas import AgencyQuery, BelowQuery
from submission.registers.api.routes import CSV, XLSX, CsvResponse, XlsxResponse
from tables.csv_text import write_csv
from tables.writing import write_workbook

router = APIRouter(
    prefix="/api/v1/campaigns/{campaign_code}/consequences",
    tags=["consequences"],
    route_class=IdempotentRoute,
)

_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._-]")
_EXAMPLE: Final = (
    "instansi;periode;hasil;kode_aturan;aturan;dasar;alasan;rujukan;versi_aturan;diketahui_oleh;"
    "diketahui_pada;sha256\n"
    "9901.2.16.01;2026-Q3;sanksi;instruksi-terlambat;Instruksi lewat tenggat …;…;…;…;…;;;…\n"
)
_CSV_ANSWER: Final[dict[int | str, dict[str, Any]]] = {
    **NOT_FOUND,
    200: {"content": {CSV: {"schema": {"type": "string"}, "example": _EXAMPLE}}},
}
_XLSX_ANSWER: Final[dict[int | str, dict[str, Any]]] = {
    **NOT_FOUND,
    200: {"content": {XLSX: {"schema": {"type": "string", "format": "binary"}, "example": "PK…"}}},
}


async def _wanted(
    principal: PrincipalDep,
    session: ReadSessionDep,
    *,
    agency: AgencyQuery = None,
    below: BelowQuery = False,
    verdict: schemas.VerdictQuery = None,
    acknowledged: schemas.AcknowledgedQuery = None,
) -> Wanted:
    """Return which entries are asked for; `below` alone is about the token's own agency."""
    if agency is not None:
        await check_reach(session, principal, agency, pointer="query/agency")
    elif below:
        agency = AGENCIES.root_of(principal)
    return Wanted(agency_code=agency, below=below, verdict=verdict, is_acknowledged=acknowledged)


WantedDep = Annotated[Wanted, Depends(_wanted)]


@router.get("", operation_id="list_consequences", responses=NOT_FOUND)
async def list_consequences(
    campaign_code: CampaignCode,
    principal: PrincipalDep,
    session: ReadSessionDep,
    wanted: WantedDep,
    paging: PagingDep,
) -> Page[schemas.ConsequenceView]:
    """List what is due to the agencies within reach: rewards, punishments, and what is not known.

    What cannot be judged is listed as undetermined with its cause: it is neither. Each reason says
    what it rests on.
    """
    found = await judge_campaign(session, campaign_code, principal, wanted, clock=SystemClock())
    begun = paging.after(tuple[str, int])
    rest = [each for each in _numbered(found) if begun is None or each[0] > begun]
    return paging.page(rest, item=lambda each: entry_view(each[1]), position=lambda each: each[0])


@router.get("/acknowledgements", operation_id="list_acknowledgements", responses=NOT_FOUND)
async def get_acknowledgements(
    campaign_code: CampaignCode,
    principal: PrincipalDep,
    session: ReadSessionDep,
    *,
    agency: AgencyQuery = None,
    below: BelowQuery = False,
    paging: PagingDep,
) -> Page[schemas.NotedView]:
    """List what leaders took note of, the first one first, with all that was said then.

    Also of entries that say something else now, or that are not on the list any more.
    """
    wanted = await _wanted(principal, session, agency=agency, below=below)
    clock = SystemClock()
    found = await list_acknowledgements(session, campaign_code, principal, wanted, clock=clock)
    begun = paging.after(tuple[str, str, str, str, str])
    rest = [each for each in found if begun is None or _place_of(each) > begun]
    return paging.page(rest, item=noted_view, position=_place_of)


@router.get(
    ".csv",
    operation_id="read_consequences_csv",
    responses=_CSV_ANSWER,
    response_model=str,
    response_class=CsvResponse,
)
async def read_csv(
    campaign_code: CampaignCode,
    principal: PrincipalDep,
    session: ReadSessionDep,
    wanted: WantedDep,
    request: Request,
) -> Response:
    """Read the list as CSV, one row for each entry, by the filters of the list."""
    language = negotiate(request.headers.get("accept-language"))
    found = await judge_campaign(session, campaign_code, principal, wanted, clock=SystemClock())
    sheet = make_table(found, language=language)
    data = await to_thread.run_sync(write_csv, sheet.headings, sheet.rows, limiter=FILES)
    headers = {"Vary": "Accept-Language", "Content-Language": language}
    return CsvResponse(data, headers=headers | _named(campaign_code, "csv"))


@router.get(
    ".xlsx",
    operation_id="read_consequences_xlsx",
    responses=_XLSX_ANSWER,
    response_model=bytes,
    response_class=XlsxResponse,
)
async def read_xlsx(
    campaign_code: CampaignCode,
    principal: PrincipalDep,
    session: ReadSessionDep,
    wanted: WantedDep,
    request: Request,
) -> Response:
    """Read the list as a workbook, one row for each entry, by the filters of the list."""
    language = negotiate(request.headers.get("accept-language"))
    found = await judge_campaign(session, campaign_code, principal, wanted, clock=SystemClock())
    sheet = make_table(found, language=language)
    data = await to_thread.run_sync(write_workbook, [sheet], limiter=FILES)
    headers = {"Vary": "Accept-Language", "Content-Language": language}
    return XlsxResponse(data, headers=headers | _named(campaign_code, "xlsx"))


@router.post(
    "/{agency_code}/{rule_code}/acknowledgement",
    operation_id="acknowledge_consequence",
    status_code=201,
    responses={
        **NOT_FOUND,
        200: {"model": schemas.ConsequenceView, "description": "You took note of it already"},
        409: {"description": "The entry says something else now; the answer has its hash"},
    },
)
async def post_acknowledgement(
    campaign_code: CampaignCode,
    agency_code: AgencyCode,
    rule_code: schemas.RuleCode,
    body: schemas.AcknowledgementInput,
    principal: PrincipalDep,
    session: SessionDep,
    response: Response,
) -> schemas.ConsequenceView:
    """Take note of an entry as you have read it, as a leader above the agency.

    It is recorded with its exact content. An entry that changes asks for a new acknowledgement.
    """
    named = Named(
        campaign_code=campaign_code,
        agency_code=agency_code,
        rule_code=rule_code,
        sha256=body.sha256,
    )
    found, is_new = await acknowledge(session, named, principal, clock=SystemClock())
    response.status_code = 201 if is_new else 200
    return entry_view(found)


def _numbered(found: Iterable[Listed]) -> list[tuple[tuple[str, int], Listed]]:
    """Return entries with their places: the agency, and the number of the entry of it."""
    places: dict[str, int] = {}
    numbered = []
    for each in found:
        code = each.entry.agency_code
        places[code] = places.get(code, 0) + 1
        numbered.append(((code, places[code]), each))
    return numbered


def _place_of(noted: Noted) -> tuple[str, str, str, str, str]:
    each = noted.acknowledgement
    at = each.acknowledged_at.astimezone(UTC).isoformat(timespec="microseconds")
    return at, str(each.assessment_id), each.rule_code, each.sha256, each.acknowledged_by


def _named(campaign_code: str, ending: str) -> dict[str, str]:
    name = _UNSAFE.sub("_", campaign_code)
    return {"Content-Disposition": f'attachment; filename="{name}-consequences.{ending}"'}
