"""Tables of recommendations: letters in, lists out."""

from collections.abc import Sequence
from typing import Annotated, Any, Final

from anyio import to_thread
from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, Field

from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import ReadSessionDep, Session, SessionDep
from kit.errors import Conflict, UnsupportedMedia
from kit.fields import TruthQuery
from kit.threads import FILES, UPLOADS
from kit.web import IdempotentRoute
from rules.refusal import Refusal
from rules.text import Text
from submission.agencies.api.responses import NOT_FOUND
from submission.agencies.usecases.check_reach import AGENCIES
from submission.recommendations.api.filters import WantedDep
from submission.recommendations.api.schemas import AgencyQuery
from submission.recommendations.api.views import reports_of
from submission.recommendations.domain.recommendation import KeptRecommendation
from submission.recommendations.store import recommendations as store
from submission.recommendations.store.wanted import Wanted
from submission.recommendations.usecases.read_and_write_table import read_table, write_table
from submission.recommendations.usecases.take_in import ReportIntake, RowEffect, take_in_reports
from tables.columns import Records

imports = APIRouter(prefix="/api/v1/reports", tags=["reports"], route_class=IdempotentRoute)
exports = APIRouter(
    prefix="/api/v1/recommendations", tags=["recommendations"], route_class=IdempotentRoute
)

CSV: Final = "text/csv"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# More rows than a reader of tables takes.
_MOST_ROWS: Final = 5_000

_EXAMPLE: Final = (
    "nomor;tanggal;jenis_pengirim;pengirim;perihal;instansi;butir;rekomendasi;batas_waktu\n"
    "B/123/PD.02/2026;2026-02-16;kementerian;Kementerian PANRB;Hasil evaluasi SPBE;"
    "9901.2.16.01;Butir 3;Tetapkan peraturan tentang manajemen risiko SPBE.;2026-06-30\n"
)
_FILE: Final = {"schema": {"type": "string", "format": "binary"}, "example": "PK…"}
_BODY: Final = {
    "required": True,
    "content": {CSV: {"schema": {"type": "string"}, "example": _EXAMPLE}, XLSX: _FILE},
}
_TOO_MANY: Final[dict[int | str, dict[str, Any]]] = {
    409: {"description": "There are more rows than a table takes; ask for fewer by filters"}
}


class CsvResponse(Response):
    """Recommendations as CSV."""

    media_type = CSV


class XlsxResponse(Response):
    """Recommendations as a workbook."""

    media_type = XLSX


class ReportRowView(BaseModel):
    """A row of a table of letters, and what becomes of it."""

    row: Annotated[int, Field(description="Number of the row in its file")]
    effect: Annotated[RowEffect, Field(description="Whether its recommendation is new")]
    number: Annotated[str, Field(description="Number of the letter")]
    agency_code: str
    text: Annotated[str, Field(description="What is to be done")]


class ReportImportView(BaseModel):
    """What a table of letters brings in, or brought in: all of its rows."""

    is_preview: Annotated[
        bool, Field(description="Whether nothing was stored: it would be done exactly so")
    ]
    row_count: Annotated[int, Field(description="Number of rows below the headings")]
    new_report_count: Annotated[int, Field(description="Number of letters that are new")]
    created_count: Annotated[int, Field(description="Number of recommendations that are new")]
    unchanged_count: Annotated[int, Field(description="Number of rows that were there already")]
    items: Annotated[list[ReportRowView], Field(description="The rows in their order")]


async def _read(request: Request) -> Records:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in (CSV, XLSX):
        raise UnsupportedMedia(
            Text(f"Kirim {CSV} atau {XLSX}.", f"Send {CSV} or {XLSX}."),
            errors=[Refusal("header/Content-Type", Text("tidak dikenal", "is unknown"))],
        )
    data = await request.body()
    return await to_thread.run_sync(
        lambda: read_table(data, is_workbook=kind == XLSX), limiter=UPLOADS
    )


@imports.post(
    "/imports",
    operation_id="import_reports",
    responses={**NOT_FOUND, 422: {"description": "Rows are wrong; each is named by its cell"}},
    openapi_extra={"requestBody": _BODY},
)
async def import_reports(
    principal: PrincipalDep,
    records: Annotated[Records, Depends(_read)],
    session: SessionDep,
    *,
    agency: AgencyQuery = None,
    preview: Annotated[TruthQuery, Query(examples=[True])] = False,
) -> ReportImportView:
    """Enter letters with their recommendations by a table: all of its rows, or none.

    `agency`: to which the letters came; your own if left out. Rows with one number and one kind of
    office are one letter. All that is wrong with any row is named at once.
    """
    intake = await take_in_reports(
        session,
        records,
        agency or AGENCIES.root_of(principal),
        principal,
        is_preview=preview,
        clock=SystemClock(),
    )
    return _view(intake, is_preview=preview)


@exports.get(
    ".csv",
    operation_id="read_recommendations_csv",
    responses={
        **NOT_FOUND,
        **_TOO_MANY,
        200: {"content": {CSV: {"schema": {"type": "string"}, "example": _EXAMPLE}}},
    },
    response_model=str,
    response_class=CsvResponse,
)
async def read_recommendations_csv(
    principal: PrincipalDep, session: ReadSessionDep, wanted: WantedDep
) -> Response:
    """Read recommendations as CSV, by the filters of the list.

    `missing=any` gives the list of missing regulations, systems and procedures.
    """
    found = await _found(session, AGENCIES.root_of(principal), wanted)
    return CsvResponse(
        await _written(session, found, is_workbook=False),
        headers={"Content-Disposition": 'attachment; filename="recommendations.csv"'},
    )


@exports.get(
    ".xlsx",
    operation_id="read_recommendations_xlsx",
    responses={**NOT_FOUND, **_TOO_MANY, 200: {"content": {XLSX: _FILE}}},
    response_model=bytes,
    response_class=XlsxResponse,
)
async def read_recommendations_xlsx(
    principal: PrincipalDep, session: ReadSessionDep, wanted: WantedDep
) -> Response:
    """Read recommendations as a workbook, by the filters of the list."""
    found = await _found(session, AGENCIES.root_of(principal), wanted)
    return XlsxResponse(
        await _written(session, found, is_workbook=True),
        headers={"Content-Disposition": 'attachment; filename="recommendations.xlsx"'},
    )


async def _found(session: Session, root: str, wanted: Wanted) -> Sequence[KeptRecommendation]:
    found = await store.after(session, None, root_code=root, wanted=wanted, limit=_MOST_ROWS + 1)
    if len(found) > _MOST_ROWS:
        raise Conflict(
            Text(
                f"Ada lebih dari {_MOST_ROWS} rekomendasi; persempit dengan saringan.",
                f"There are more than {_MOST_ROWS} recommendations; ask for fewer by filters.",
            )
        )
    return found


async def _written(
    session: Session, found: Sequence[KeptRecommendation], *, is_workbook: bool
) -> bytes:
    known, now = await reports_of(session, found), SystemClock().now()
    return await to_thread.run_sync(
        lambda: write_table(found, known, now=now, is_workbook=is_workbook), limiter=FILES
    )


def _view(intake: ReportIntake, *, is_preview: bool) -> ReportImportView:
    effects = [row.effect for row in intake.rows]
    return ReportImportView(
        is_preview=is_preview,
        row_count=len(effects),
        new_report_count=intake.new_reports,
        created_count=effects.count("created"),
        unchanged_count=effects.count("unchanged"),
        items=[
            ReportRowView(
                row=row,
                effect=effect,
                number=line.report.number,
                agency_code=line.recommendation.agency_code,
                text=line.recommendation.text,
            )
            for row, line, effect in intake.rows
        ],
    )
