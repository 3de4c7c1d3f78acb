"""Editions in requests: JSON, YAML or a workbook."""

from typing import Annotated, Any, Final

from fastapi import Depends, Request

from instrument.documents.api.bodies import TEXT_READERS, described_body, read_body
from instrument.documents.store.uploads import Upload
from instrument.editions.store.workbook.reading import read_workbook_upload

_EDITION: Final = {
    "edition_code": "kinerja-kelurahan",
    "instrument_code": "kinerja-kelurahan",
    "title": {"id": "Kinerja kelurahan", "en": "Performance of sub-districts"},
    "source": "Contoh",
    "certainty": "verified",
    "period_kind": "year",
    "announced_decimals": 2,
    "scales": [{"code": "percent", "kind": "percent", "minimum": "0", "maximum": "100"}],
    "predicates": [{"name": {"id": "Baik", "en": "Good"}, "minimum": "0"}],
    "maturity_levels": [],
    "nodes": [
        {
            "code": "index",
            "kind": "instrument",
            "name": {"id": "Indeks", "en": "Index"},
            "weight": "100",
            "aggregation": "weighted_mean",
        },
        {
            "code": "1",
            "kind": "indicator",
            "parent_code": "index",
            "name": {"id": "Realisasi anggaran", "en": "Budget realised"},
            "weight": "100",
            "scale_code": "percent",
        },
    ],
}


async def _document(request: Request) -> Upload:
    return await read_body(request, {**TEXT_READERS, "xlsx": read_workbook_upload})


# What was sent; its parts may be wrong, but it can be read.
UploadDep = Annotated[Upload, Depends(_document)]


def edition_body() -> dict[str, Any]:
    """Return what OpenAPI says of an edition in a request."""
    return described_body(
        "An edition as `GET /api/v1/editions/{edition_code}.json` shows it; the workbook has the"
        " columns of `GET /api/v1/editions/template.xlsx`",
        _EDITION,
        yaml="edition_code: kinerja-kelurahan\ninstrument_code: kinerja-kelurahan\n",
        with_xlsx=True,
    )
