"""How a table of levels is fetched, changed and sent back."""

import io
from collections.abc import Callable
from typing import Any

from openpyxl import load_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def export(service: Any, stage: str, **headers: str) -> bytes:
    found = await service.api.get(f"{stage}/levels.xlsx", headers=headers)
    assert (found.status_code, found.headers["content-type"]) == (200, XLSX)
    return bytes(found.content)


async def take(service: Any, stage: str, data: bytes, *, kind: str = XLSX, query: str = "") -> Any:
    return await service.api.put(
        f"{stage}/levels.xlsx{query}", content=data, headers={"Content-Type": kind}
    )


def rows_of(data: bytes) -> list[list[Any]]:
    """Return the rows of the sheet of answers."""
    return [list(row) for row in load_workbook(io.BytesIO(data))["jawaban"].values]


def edited(data: bytes, change: Callable[[Any, dict[str, int], dict[str, int]], object]) -> bytes:
    """Change the sheet of answers; `change` gets it, its columns by heading, its rows by code."""
    book = load_workbook(io.BytesIO(data))
    sheet = book["jawaban"]
    columns = {str(cell.value): place for place, cell in enumerate(sheet[1], 1)}
    rows = {str(cell.value): place for place, cell in enumerate(sheet["A"], 1)}
    change(sheet, columns, rows)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def setting(code: str, **cells: Any) -> Callable[..., None]:
    def change(sheet: Any, columns: dict[str, int], rows: dict[str, int]) -> None:
        for heading, value in cells.items():
            sheet.cell(rows[code], columns[heading]).value = value

    return change
