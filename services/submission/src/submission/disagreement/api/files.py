"""The compared levels of a campaign as a file."""

import re
from typing import Any, Final

from anyio import to_thread
from fastapi import APIRouter, Request, Response

from kit.auth import PrincipalDep
from kit.database import ReadSessionDep
from kit.threads import FILES
from kit.web import IdempotentRoute
from rules.languages import negotiate
from submission.agencies.api.responses import NOT_FOUND
from submission.campaigns.api.schemas import CampaignCode
from submission.disagreement.usecases.make_table import make_figures, make_table
from submission.registers.api.routes import CSV, XLSX, CsvResponse, XlsxResponse
from tables.csv_text import write_csv
from tables.writing import write_workbook

router = APIRouter(
    prefix="/api/v1/campaigns/{campaign_code}/disagreement",
    tags=["campaigns"],
    route_class=IdempotentRoute,
)

_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._-]")
_EXAMPLE: Final = (
    "instansi,kode,nama,skala,nilai_mandiri,nilai_akhir,tahap_akhir,selisih,keterangan\n"
    "9901.2.16,13,Tingkat kematangan …,maturity,4,3,dokumen,1,\n"
)
_CSV_ANSWER: Final[dict[int | str, dict[str, Any]]] = {
    **NOT_FOUND,
    200: {"content": {CSV: {"schema": {"type": "string"}, "example": _EXAMPLE}}},
}
_XLSX_ANSWER: Final[dict[int | str, dict[str, Any]]] = {
    **NOT_FOUND,
    200: {"content": {XLSX: {"schema": {"type": "string", "format": "binary"}, "example": "PK…"}}},
}


@router.get(
    ".csv",
    operation_id="read_disagreement_csv",
    responses=_CSV_ANSWER,
    response_model=str,
    response_class=CsvResponse,
)
async def read_csv(
    campaign_code: CampaignCode, principal: PrincipalDep, session: ReadSessionDep, request: Request
) -> Response:
    """Read the own and the final levels within reach as CSV, one row for each."""
    language = negotiate(request.headers.get("accept-language"))
    sheet = await make_table(session, campaign_code, principal, language=language)
    data = await to_thread.run_sync(write_csv, sheet.headings, sheet.rows, limiter=FILES)
    headers = {"Vary": "Accept-Language", "Content-Language": language}
    return CsvResponse(data, headers=headers | _named(campaign_code, "csv"))


@router.get(
    ".xlsx",
    operation_id="read_disagreement_xlsx",
    responses=_XLSX_ANSWER,
    response_model=bytes,
    response_class=XlsxResponse,
)
async def read_xlsx(
    campaign_code: CampaignCode, principal: PrincipalDep, session: ReadSessionDep
) -> Response:
    """Read the differences of the agencies within reach and of the indicators as a workbook.

    It has a sheet of each, and names no assessor. The levels themselves are in the CSV.
    """
    sheets = await make_figures(session, campaign_code, principal)
    data = await to_thread.run_sync(write_workbook, sheets, limiter=FILES)
    return XlsxResponse(data, headers=_named(campaign_code, "xlsx"))


def _named(campaign_code: str, ending: str) -> dict[str, str]:
    name = _UNSAFE.sub("_", campaign_code)
    return {"Content-Disposition": f'attachment; filename="{name}-disagreement.{ending}"'}
