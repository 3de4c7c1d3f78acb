"""Documents in answers: JSON, YAML or XLSX."""

import re
from asyncio import to_thread
from collections.abc import Mapping
from typing import Any, Final

import msgspec
from fastapi import Response

from instrument.api.bodies import JSON, XLSX, YAML
from instrument.documents.spreadsheet import write_spreadsheet
from instrument.documents.uploads import Kind
from instrument.documents.yaml_text import write_yaml
from instrument.domain.defect import DefectiveError
from kit.errors import Conflict, FieldError
from kit.languages import Text
from kit.web import etag, is_current

_MEDIA_TYPES: Final[Mapping[Kind, str]] = {"json": JSON, "yaml": YAML, "xlsx": XLSX}

_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._-]")


def accepted(accept: str | None) -> Kind | None:
    """Return the kind of document that an Accept header names, None for the API's own answer."""
    for part in (accept or "").split(","):
        name = part.partition(";")[0].strip().lower()
        if name == XLSX:
            return "xlsx"
        if name in (YAML, "application/x-yaml", "text/yaml"):
            return "yaml"
    return None


async def file_answer(
    name: str,
    document: Mapping[str, Any] | str,
    kind: Kind,
    *,
    version: str,
    if_none_match: str | None,
) -> Response:
    """Return a document as a file, or 304 when the reader holds this version already.

    A text is JSON that goes out as it is.

    Raises:
        Conflict: A draft cannot be written into sheets, for it has not the shape of an edition.
    """
    headers = {"ETag": etag(version), "Vary": "Accept"}
    if is_current(if_none_match, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    headers["Content-Disposition"] = f'attachment; filename="{_UNSAFE.sub("_", name)}.{kind}"'
    content = document if isinstance(document, str) else await to_thread(_written, document, kind)
    return Response(content, media_type=_MEDIA_TYPES[kind], headers=headers)


def described(kind: Kind, example: str) -> dict[str, Any]:
    """Return what OpenAPI says of such an answer."""
    schema = {"type": "string"} | ({"format": "binary"} if kind == "xlsx" else {})
    return {"content": {_MEDIA_TYPES[kind]: {"schema": schema, "example": example}}}


def _written(document: Mapping[str, Any], kind: Kind) -> bytes:
    if kind == "json":
        return msgspec.json.encode(document)
    if kind == "yaml":
        return write_yaml(dict(document)).encode()
    try:
        return write_spreadsheet(document)
    except DefectiveError as error:
        raise Conflict(
            Text(
                "Draf ini belum berbentuk edisi, jadi tidak muat di lembar kerja. Baca sebagai"
                " JSON atau YAML.",
                "The draft has not the shape of an edition yet and fits no workbook. Read it as"
                " JSON or YAML.",
            ),
            errors=[
                FieldError(defect.pointer, Text(defect.message.id, defect.message.en))
                for defect in error.defects
            ],
        ) from error
