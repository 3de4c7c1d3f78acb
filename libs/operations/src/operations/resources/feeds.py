"""What regional applications push, and the files that they drop."""

from typing import Final

from operations.parties import OPERATOR, SOURCE
from operations.row import Operation, Resource
from operations.services import Service

_FEED: Final = Resource(Service.INTEGRATION, "/api/v1/feeds/{source_code}")

_FILES: Final = Resource(Service.INTEGRATION, "/api/v1/feeds/{source_code}/files")
_DROPPERS: Final = OPERATOR | SOURCE

ROWS: Final[tuple[Operation, ...]] = (
    _FEED.post("push_records", "", SOURCE, "signed"),
    _FILES.put("drop_file", "/uploads/{sha256}", _DROPPERS, kind="upload"),
    _FILES.get("read_dropped_file", "/{file_id}", _DROPPERS),
    _FILES.post("take_file", "/{file_id}/taking", _DROPPERS, kind="job"),
)
