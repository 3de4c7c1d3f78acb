"""The web application of a service: requests in, answers and problem documents out."""

from kit.web._admission import MOST_NAMED, unknown_code
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
from kit.web._paging import CursorKey, LimitQuery, Page, Paging, PagingDep, paged

__all__ = [
    "MOST_NAMED",
    "CursorKey",
    "IdempotentRoute",
    "IfMatch",
    "IfNoneMatch",
    "LimitQuery",
    "Page",
    "Paging",
    "PagingDep",
    "Served",
    "build_app",
    "etag",
    "is_current",
    "paged",
    "require_match",
    "seen_revisions",
    "served",
    "unknown_code",
]
