"""Source systems, the runs that read them, and the records that were read."""

from typing import Final

from operations.parties import OPERATOR, OVERSEERS
from operations.row import Operation, Resource
from operations.services import Service

_SOURCES: Final = Resource(Service.INTEGRATION, "/api/v1/sources")
_SOURCE: Final = Resource(Service.INTEGRATION, "/api/v1/sources/{source_code}")

ROWS: Final[tuple[Operation, ...]] = (
    _SOURCES.get("list_sources", "", OVERSEERS),
    _SOURCES.post("register_source", "", OPERATOR),
    _SOURCES.get("list_adapters", "/adapters", OVERSEERS, "everyone"),
    _SOURCES.post("try_source", "/dry-run", OPERATOR, kind="trial"),
    _SOURCE.get("read_source", "", OVERSEERS),
    _SOURCE.put("change_source", "", OPERATOR),
    _SOURCE.post("sync_source", "/sync", OPERATOR, kind="job"),
    _SOURCE.get("list_runs", "/runs", OVERSEERS),
    _SOURCE.get("read_run", "/runs/{run_id}", OVERSEERS),
    _SOURCE.get("read_record", "/records/{kind}/{record_id}", OVERSEERS),
)
