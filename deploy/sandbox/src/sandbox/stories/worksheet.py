"""The worksheet of a stage, filled in as a region would: levels with their reasons."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any

import yaml
from openpyxl import load_workbook

_SHEET = "jawaban"
_CODE, _LEVEL = "kode", "tingkat"
Answers = Mapping[str, Mapping[str, str]]
"""What is written into which column, by indicator."""


def answers_of(story: str, *, year: str) -> Answers:
    """Return what the region of a story answers; what its source systems say is left out."""
    raw = _read()
    groups = {code: name for name, codes in raw["groups"].items() for code in codes}
    found: dict[str, Mapping[str, str]] = {}
    for code, level in raw["levels"][story].items():
        if level is not None:
            sentences = raw["sentences"][groups[code]][str(level)]
            named = {"subject": raw["subjects"][code], "year": year, "law": raw["laws"][story]}
            found[code] = {_LEVEL: str(level)} | {
                name: text.format(**named) for name, text in sentences.items()
            }
    return found


def filled(workbook: bytes, answers: Answers) -> bytes:
    """Return the workbook with answers in their rows; all other rows stay as they are."""
    book = load_workbook(BytesIO(workbook))
    sheet = book[_SHEET]
    columns = {str(cell.value): place for place, cell in enumerate(sheet[1], start=1)}
    for row in range(2, sheet.max_row + 1):
        for name, text in answers.get(str(sheet.cell(row, columns[_CODE]).value), {}).items():
            sheet.cell(row, columns[name], text)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


@cache
def _read() -> Any:
    text = files("sandbox.stories").joinpath("answers.yaml").read_text("utf-8")
    return yaml.safe_load(text)
