"""Documents in requests: JSON, YAML or XLSX by their content type, whatever they say inside."""

from asyncio import to_thread
from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import Depends, Request

from instrument.documents.spreadsheet_places import with_place
from instrument.documents.uploads import Kind, Upload, read_upload
from instrument.domain.defect import DefectiveError
from instrument.usecases.refuse_defects import refusal
from kit.errors import FieldError, Invalid, UnsupportedMedia
from kit.languages import Text

JSON: Final = "application/json"
YAML: Final = "application/yaml"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_KINDS: Final[Mapping[str, Kind]] = {
    JSON: "json",
    YAML: "yaml",
    "application/x-yaml": "yaml",
    "text/yaml": "yaml",
    "text/x-yaml": "yaml",
    XLSX: "xlsx",
}
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
_RULES: Final = {
    "rules": [
        {
            "code": "kelurahan-1",
            "indicator_code": "1",
            "derivation": {
                "kind": "measure",
                "formula": "ratio",
                "fact": "budgeting.realisation",
                "against": "budgeting.cash_plan",
                "text": {"id": "Realisasi terhadap rencana kas", "en": "Realised of the plan"},
            },
        }
    ]
}
_CROSSWALK: Final = {
    "crosswalk_code": "kelurahan-2025--kelurahan-2026",
    "from_edition": "kinerja-kelurahan-2025",
    "to_edition": "kinerja-kelurahan-2026",
    "title": {"id": "Dari 2025 ke 2026", "en": "From 2025 to 2026"},
    "source": "Contoh",
    "certainty": "verified",
    "flows": [{"from_code": "1", "to_code": "1", "share": "1"}],
    "dropped": [],
    "gaps": [],
}


async def _document(request: Request) -> Upload:
    return await _read(request, _KINDS)


async def _text_document(request: Request) -> Upload:
    return await _read(request, {name: kind for name, kind in _KINDS.items() if kind != "xlsx"})


# What was sent; its parts may be wrong, but it can be read.
UploadDep = Annotated[Upload, Depends(_document)]
TextUploadDep = Annotated[Upload, Depends(_text_document)]


def document_of(upload: Upload) -> Mapping[str, Any]:
    """Return the document, every cell of which was understood.

    Raises:
        Unprocessable: Some cells of a spreadsheet were not; they are named.
    """
    if defects := upload.locate(()):
        raise refusal([with_place(defect) for defect in defects])
    return upload.document


def edition_body() -> dict[str, Any]:
    """Return what OpenAPI says of an edition in a request."""
    return _described(
        "An edition as `GET /api/v1/editions/{edition_code}.json` shows it; the workbook has the"
        " columns of `GET /api/v1/editions/template.xlsx`",
        _EDITION,
        yaml="edition_code: kinerja-kelurahan\ninstrument_code: kinerja-kelurahan\n",
        with_xlsx=True,
    )


def derivations_body() -> dict[str, Any]:
    """Return what OpenAPI says of a derivation set in a request."""
    return _described(
        "A derivation set as `GET …/derivations/{version}` shows it; edition and version may be"
        " left out",
        _RULES,
        yaml="rules:\n- code: kelurahan-1\n  indicator_code: '1'\n",
    )


def crosswalk_body() -> dict[str, Any]:
    """Return what OpenAPI says of a crosswalk in a request."""
    return _described(
        "A crosswalk as `GET /api/v1/crosswalks/{crosswalk_code}` shows it; the shares of every old"
        " indicator add up to 1",
        _CROSSWALK,
        yaml="crosswalk_code: kelurahan-2025--kelurahan-2026\nflows:\n- from_code: '1'\n",
    )


def _described(
    description: str, example: Mapping[str, Any], *, yaml: str, with_xlsx: bool = False
) -> dict[str, Any]:
    content: dict[str, Any] = {
        JSON: {"schema": {"type": "object", "description": description}, "example": example},
        YAML: {"schema": {"type": "string", "description": description}, "example": yaml},
    }
    if with_xlsx:
        content[XLSX] = {"schema": {"type": "string", "format": "binary"}, "example": "PK…"}
    return {"requestBody": {"required": True, "content": content}}


async def _read(request: Request, kinds: Mapping[str, Kind]) -> Upload:
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    kind = kinds.get(given)
    if kind is None:
        known = ", ".join(name for name in (JSON, YAML, XLSX) if name in kinds)
        raise UnsupportedMedia(
            Text(f"Kirim salah satu dari: {known}.", f"Send one of: {known}."),
            errors=[FieldError("header/Content-Type", Text("jenis lain", "is another kind"))],
        )
    data = await request.body()
    try:
        # Elsewhere, so that a large document holds up no other request.
        return await to_thread(read_upload, f"body.{kind}", data, kind)
    except DefectiveError as error:
        raise Invalid(
            Text("Dokumen ini tidak dapat dibaca.", "The document cannot be read."),
            errors=[
                FieldError(defect.pointer, Text(defect.message.id, defect.message.en))
                for defect in error.defects
            ],
        ) from error
