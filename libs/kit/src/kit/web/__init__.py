"""The web application of a service: requests in, answers and problem documents out."""

from kit.web._app import build_app
from kit.web._etags import (
    IfMatch,
    IfNoneMatch,
    etag,
    is_current,
    require_match,
    seen_revisions,
)
from kit.web._idempotency import IdempotentRoute
from kit.web._operations import Served, served
from kit.web._paging import (
    CursorQuery,
    LimitQuery,
    Page,
    decode_cursor,
    encode_cursor,
    page_of,
    unknown_cursor,
)

__all__ = [
    "CursorQuery",
    "IdempotentRoute",
    "IfMatch",
    "IfNoneMatch",
    "LimitQuery",
    "Page",
    "Served",
    "build_app",
    "decode_cursor",
    "encode_cursor",
    "etag",
    "is_current",
    "page_of",
    "require_match",
    "seen_revisions",
    "served",
    "unknown_cursor",
]
