"""Evidence: the library of an agency, its uploads, versions and contents."""

from typing import Final

from operations.parties import RESPONDENTS
from operations.row import Operation, Resource
from operations.services import Service

_UPLOADS: Final = Resource(Service.SUBMISSION, "/api/v1/evidence/uploads/{sha256}")
# Of the agency, or of one above it; the inspectorate enters the reports that it is given.
_KEEPERS: Final = RESPONDENTS | {"inspectorate"}

ROWS: Final[tuple[Operation, ...]] = (
    _UPLOADS.get("read_upload", "", _KEEPERS),
    _UPLOADS.put("upload_evidence", "", _KEEPERS, kind="upload"),
)
