"""Documents in requests; the content type says which kind they are."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from anyio import to_thread
from fastapi import Depends, Request

from instrument.documents.domain.defect import DefectiveError
from instrument.documents.domain.places import with_place
from instrument.documents.domain.refusals import RefusedDocumentError
from instrument.documents.store.uploads import (
    Kind,
    Upload,
    UploadReader,
    read_json_upload,
    read_yaml_upload,
)
from kit.errors import Invalid, UnsupportedMedia
from kit.threads import UPLOADS
from rules.refusal import Refusal
from rules.text import Text

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


TEXT_READERS: Final[Mapping[Kind, UploadReader]] = {
    "json": read_json_upload,
    "yaml": read_yaml_upload,
}


async def read_body(request: Request, readers: Mapping[Kind, UploadReader]) -> Upload:
    """Return the document in a request.

    Raises:
        UnsupportedMedia: There is no reader for its kind.
        Invalid: It cannot be read.
    """
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    kind = _KINDS.get(given)
    if kind is None or kind not in readers:
        known = ", ".join(name for name in (JSON, YAML, XLSX) if _KINDS[name] in readers)
        raise UnsupportedMedia(
            Text(f"Kirim salah satu dari: {known}.", f"Send one of: {known}."),
            errors=[
                Refusal("header/Content-Type", Text("jenis ini tidak diterima", "is another kind"))
            ],
        )
    data = await request.body()
    try:
        # In a thread, so that a large document delays no other request.
        return await to_thread.run_sync(readers[kind], f"body.{kind}", data, limiter=UPLOADS)
    except DefectiveError as error:
        raise Invalid(
            Text("Dokumen ini tidak dapat dibaca.", "The document cannot be read."),
            errors=error.defects,
        ) from error


async def _text_document(request: Request) -> Upload:
    return await read_body(request, TEXT_READERS)


# A document that can be read; it may have defects.
TextUploadDep = Annotated[Upload, Depends(_text_document)]


def document_of(upload: Upload) -> Mapping[str, Any]:
    """Return the document; all cells of its workbook, if it came as one, could be read.

    Raises:
        RefusedDocumentError: Some cells could not; they are named.
    """
    if defects := upload.locate(()):
        raise RefusedDocumentError([with_place(defect) for defect in defects])
    return upload.document


def described_body(
    description: str, example: Mapping[str, Any], *, yaml: str, with_xlsx: bool = False
) -> dict[str, Any]:
    """Return the OpenAPI description of a document in a request; `example` is shown as JSON."""
    content: dict[str, Any] = {
        JSON: {"schema": {"type": "object", "description": description}, "example": example},
        YAML: {"schema": {"type": "object", "description": description}, "example": yaml},
    }
    if with_xlsx:
        content[XLSX] = {"schema": {"type": "string", "format": "binary"}, "example": "PK…"}
    return {"requestBody": {"required": True, "content": content}}
