"""Reading a workbook whose cells must all be readable."""

from typing import Any

from instrument.documents.domain.defect import DefectiveError
from instrument.documents.domain.places import with_place
from instrument.editions.store.workbook.reading import open_workbook


def read_workbook(data: bytes, name: str = "edition.xlsx") -> dict[str, Any]:
    found = open_workbook(name, data)
    if found.defects:
        raise DefectiveError(name, [with_place(defect) for defect in found.defects])
    return found.document
