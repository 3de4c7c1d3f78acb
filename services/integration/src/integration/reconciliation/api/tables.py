"""Findings as a table."""

from typing import Any, Final

from anyio import to_thread
from fastapi import APIRouter, Response

from integration.agencies.api.reach import visible_to
from integration.reconciliation.api.filters import WantedDep
from integration.reconciliation.store import lists
from integration.reconciliation.usecases.write_table import write_table
from kit.auth import PrincipalDep
from kit.database import ReadSessionDep
from kit.errors import Conflict
from kit.threads import FILES
from kit.web import IdempotentRoute
from rules.text import Text

router = APIRouter(
    prefix="/api/v1/reconciliations", tags=["reconciliations"], route_class=IdempotentRoute
)

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# More rows than a reader of tables takes.
_MOST_ROWS: Final = 5_000
_FILE: Final = {"schema": {"type": "string", "format": "binary"}, "example": "PK…"}
_ANSWERS: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {XLSX: _FILE}},
    404: {"description": "There is no such agency"},
    409: {"description": "There are more rows than a table takes; ask for fewer by filters"},
}


class XlsxResponse(Response):
    """Findings as a workbook."""

    media_type = XLSX


@router.get(
    ".xlsx",
    operation_id="read_reconciliations_xlsx",
    responses=_ANSWERS,
    response_model=bytes,
    response_class=XlsxResponse,
)
async def read_reconciliations_xlsx(
    principal: PrincipalDep, session: ReadSessionDep, wanted: WantedDep
) -> Response:
    """Read findings as a workbook, by the filters of the list, with both sides of each."""
    found = await lists.findings(session, None, wanted=wanted, limit=_MOST_ROWS + 1)
    if len(found) > _MOST_ROWS:
        raise Conflict(
            Text(
                f"Ada lebih dari {_MOST_ROWS} temuan; persempit dengan saringan.",
                f"There are more than {_MOST_ROWS} findings; ask for fewer by filters.",
            )
        )
    visible = await visible_to(session, principal)
    data = await to_thread.run_sync(lambda: write_table(found, visible), limiter=FILES)
    return XlsxResponse(
        data, headers={"Content-Disposition": 'attachment; filename="reconciliations.xlsx"'}
    )
