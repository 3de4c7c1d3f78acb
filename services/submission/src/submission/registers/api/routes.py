"""The agencies of a subtree as a file, and such a file in again."""

from typing import Annotated, Any, Final

from anyio import to_thread
from fastapi import APIRouter, Depends, Request, Response

from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import ReadSessionDep, Session, SessionDep
from kit.errors import Unprocessable, UnsupportedMedia
from kit.fields import TextView
from kit.threads import FILES, UPLOADS
from kit.web import IdempotentRoute
from rules.refusal import Refusal
from rules.text import Text
from submission.agencies import store
from submission.agencies.api.responses import NOT_FOUND
from submission.agencies.usecases.check_reach import AGENCIES
from submission.registers.api import schemas
from submission.registers.domain.row import Defaults
from submission.registers.domain.scheme import Scheme
from submission.registers.usecases.read import read_register
from submission.registers.usecases.take_in import Intake, take_in
from submission.registers.usecases.write import write_register
from tables.columns import Records

router = APIRouter(prefix="/api/v1/agencies", tags=["agencies"], route_class=IdempotentRoute)

CSV: Final = "text/csv"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_EXAMPLE: Final = (
    "code,name,short_name,kind,parent_code,valid_from,valid_until,is_assessed\n"
    "9901.2.16.01,Dinas Komunikasi dan Informatika,Diskominfo,agency,9901,2017-01-01,,true\n"
)
_BODY: Final = {
    "required": True,
    "content": {
        CSV: {"schema": {"type": "string"}, "example": _EXAMPLE},
        XLSX: {"schema": {"type": "string", "format": "binary"}, "example": "PK…"},
    },
}
_CSV_ANSWER: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "CSV",
        "content": {CSV: {"schema": {"type": "string"}, "example": _EXAMPLE}},
    }
}
_XLSX_ANSWER: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "XLSX",
        "content": {XLSX: {"schema": {"type": "string", "format": "binary"}, "example": "PK…"}},
    }
}


class CsvResponse(Response):
    """Agencies as CSV."""

    media_type = CSV


class XlsxResponse(Response):
    """Agencies as a workbook."""

    media_type = XLSX


@router.get(
    ".csv",
    operation_id="read_agencies_csv",
    responses=_CSV_ANSWER,
    response_model=str,
    response_class=CsvResponse,
)
async def read_agencies_csv(principal: PrincipalDep, session: ReadSessionDep) -> Response:
    """Read your agency and those below it as CSV."""
    return CsvResponse(
        await _written(session, AGENCIES.root_of(principal), is_workbook=False),
        headers={"Content-Disposition": 'attachment; filename="agencies.csv"'},
    )


@router.get(
    ".xlsx",
    operation_id="read_agencies_xlsx",
    responses=_XLSX_ANSWER,
    response_model=bytes,
    response_class=XlsxResponse,
)
async def read_agencies_xlsx(principal: PrincipalDep, session: ReadSessionDep) -> Response:
    """Read your agency and those below it as a workbook."""
    return XlsxResponse(
        await _written(session, AGENCIES.root_of(principal), is_workbook=True),
        headers={"Content-Disposition": 'attachment; filename="agencies.xlsx"'},
    )


async def _written(session: Session, root: str, *, is_workbook: bool) -> bytes:
    agencies = await store.in_subtree(session, root)
    return await to_thread.run_sync(
        lambda: write_register(agencies, is_workbook=is_workbook), limiter=FILES
    )


async def _read(request: Request) -> Records:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in (CSV, XLSX):
        raise UnsupportedMedia(
            Text(f"Kirim {CSV} atau {XLSX}.", f"Send {CSV} or {XLSX}."),
            errors=[Refusal("header/Content-Type", Text("tidak dikenal", "is unknown"))],
        )
    data = await request.body()
    return await to_thread.run_sync(
        lambda: read_register(data, is_workbook=kind == XLSX), limiter=UPLOADS
    )


def _defaults(
    principal: PrincipalDep,
    *,
    under: schemas.UnderQuery = None,
    scheme: schemas.SchemeQuery = None,
    kind: schemas.KindQuery = "agency",
    valid_from: schemas.FirstDayQuery = None,
    not_assessed: schemas.NotAssessedQuery = None,
) -> Defaults:
    lengths = [int(length) for length in (scheme or "").split(",") if length]
    if lengths != sorted({*lengths}):
        raise Unprocessable(
            Text("Periksa skema kode.", "Check the scheme of the codes."),
            errors=[
                Refusal(
                    "query/scheme",
                    Text(
                        "harus berupa panjang kode dari yang terpendek, masing-masing sekali",
                        "must be lengths of codes, the shortest first, each once",
                    ),
                )
            ],
        )
    return Defaults(
        under=under or AGENCIES.root_of(principal),
        scheme=Scheme(lengths),
        kind=kind,
        valid_from=valid_from,
        not_assessed=frozenset((not_assessed or "").split(",")),
    )


@router.post(
    "/imports",
    operation_id="import_agencies",
    responses={**NOT_FOUND, 422: {"description": "Rows are wrong; each is named by its cell"}},
    openapi_extra={"requestBody": _BODY},
)
async def import_agencies(
    principal: PrincipalDep,
    records: Annotated[Records, Depends(_read)],
    defaults: Annotated[Defaults, Depends(_defaults)],
    session: SessionDep,
    *,
    preview: schemas.PreviewQuery = False,
) -> schemas.ImportView:
    """Create and change agencies by a table: all of its rows, or none.

    All that is wrong with any row is named at once.
    """
    intake = await take_in(
        session, records, defaults, principal, is_preview=preview, clock=SystemClock()
    )
    return _view(intake, is_preview=preview)


def _view(intake: Intake, *, is_preview: bool) -> schemas.ImportView:
    effects = [effect for _, effect in intake.effects]
    return schemas.ImportView(
        is_preview=is_preview,
        row_count=intake.row_count,
        created_count=effects.count("created"),
        changed_count=effects.count("changed"),
        unchanged_count=intake.row_count - len(effects),
        items=[
            schemas.RowEffectView(
                agency_code=agency.code,
                effect=effect,
                name=agency.name,
                agency_kind=agency.kind,
                parent_code=agency.parent_code,
                valid_from=agency.valid_from,
                valid_until=agency.valid_until,
                is_assessed=agency.is_assessed,
            )
            for agency, effect in intake.effects
        ],
        warnings=[
            schemas.RowWarningView(
                row=each.row,
                agency_code=each.code,
                message=TextView(id=each.text.id, en=each.text.en),
            )
            for each in intake.warnings
        ],
    )
