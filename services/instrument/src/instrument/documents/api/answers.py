"""Answers with an ETag."""

from collections.abc import Mapping
from typing import Any

import msgspec
from fastapi import Response

from kit.web import etag, is_current

_MEDIA_TYPE = "application/json"


def answer(body: Mapping[str, Any], version: str, if_none_match: str | None) -> Response:
    """Return the body, or 304 if the reader has this version already."""
    headers = {"ETag": etag(version)}
    if is_current(if_none_match, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(msgspec.json.encode(body), media_type=_MEDIA_TYPE, headers=headers)
