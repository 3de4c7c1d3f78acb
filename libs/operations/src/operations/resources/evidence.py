"""Evidence: the library of an agency, its uploads, versions and contents."""

from typing import Final

from operations.parties import RESPONDENTS
from operations.row import Operation, Resource
from operations.services import Service
from rules.roles import READERS

_EVIDENCE: Final = Resource(Service.SUBMISSION, "/api/v1/evidence")
_UPLOADS: Final = Resource(Service.SUBMISSION, "/api/v1/evidence/uploads/{sha256}")
_VERSIONS: Final = Resource(Service.SUBMISSION, "/api/v1/evidence/{evidence_id}/versions")
# Of the agency, or of one above it; the inspectorate enters the reports that it is given.
_KEEPERS: Final = RESPONDENTS | {"inspectorate"}

ROWS: Final[tuple[Operation, ...]] = (
    _UPLOADS.get("read_upload", "", _KEEPERS),
    _UPLOADS.put("upload_evidence", "", _KEEPERS, kind="upload"),
    _EVIDENCE.get("list_evidence", "", READERS),
    _EVIDENCE.post("add_evidence", "", _KEEPERS),
    _EVIDENCE.get("read_evidence", "/{evidence_id}", READERS),
    _EVIDENCE.put("put_evidence", "/{evidence_id}", _KEEPERS),
    _VERSIONS.get("list_evidence_versions", "", READERS),
    _VERSIONS.post("add_evidence_version", "", _KEEPERS),
    _VERSIONS.get("read_evidence_content", "/{version}/content", READERS, kind="download"),
    _EVIDENCE.get("list_evidence_reads", "/{evidence_id}/reads", READERS),
)
