"""Documents in answers as files: JSON, YAML or XLSX."""

import re
from asyncio import to_thread
from collections.abc import Callable, Mapping
from typing import Any, Final

from fastapi import Response

from instrument.documents.api.bodies import JSON, XLSX, YAML
from instrument.documents.store.uploads import Kind
from kit.web import etag, is_current

_MEDIA_TYPES: Final[Mapping[Kind, str]] = {"json": JSON, "yaml": YAML, "xlsx": XLSX}

_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._-]")


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
    return Response(await to_thread(write), media_type=_MEDIA_TYPES[kind], headers=headers)


def described(kind: Kind, example: str) -> dict[str, Any]:
    """Return the OpenAPI description of such an answer."""
    schema = {"type": "string"} | ({"format": "binary"} if kind == "xlsx" else {})
    return {"content": {_MEDIA_TYPES[kind]: {"schema": schema, "example": example}}}
