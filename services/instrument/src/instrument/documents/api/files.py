"""Documents in answers as files: JSON, YAML or XLSX."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from anyio import to_thread
from fastapi import Response
from fastapi.responses import JSONResponse

from instrument.documents.api.bodies import JSON, XLSX, YAML
from instrument.documents.store.uploads import Kind
from kit.threads import FILES
from kit.web import etag, is_current

_MEDIA_TYPES: Final[Mapping[Kind, str]] = {"json": JSON, "yaml": YAML, "xlsx": XLSX}

_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._-]")


class YamlResponse(JSONResponse):
    """A document as YAML. Its shape is that of the JSON; FastAPI shows that of JSON only."""

    media_type = YAML


class XlsxResponse(Response):
    """A document as a workbook."""

    media_type = XLSX


async def file_answer(
    name: str,
    kind: Kind,
    write: Callable[[], str | bytes],
    *,
    version: str,
    if_none_match: str | None,
) -> Response:
    """Return what `write` writes as a file, or 304 if the reader has this version already."""
    headers = {"ETag": etag(version), "Vary": "Accept"}
    if is_current(if_none_match, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    headers["Content-Disposition"] = f'attachment; filename="{_UNSAFE.sub("_", name)}.{kind}"'
    return Response(
        await to_thread.run_sync(write, limiter=FILES),
        media_type=_MEDIA_TYPES[kind],
        headers=headers,
    )


def described(kind: Kind, example: str) -> dict[str, Any]:
    """Return what OpenAPI says of such an answer, beside the shape of the document."""
    shape = {"schema": {"type": "string", "format": "binary"}} if kind == "xlsx" else {}
    return {"content": {_MEDIA_TYPES[kind]: {**shape, "example": example}}}
