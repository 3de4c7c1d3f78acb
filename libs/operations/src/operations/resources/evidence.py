"""Evidence: the library of an agency, its uploads, versions, contents and links."""

from typing import Final

from operations.parties import LATER_ASSESSORS, RESPONDENTS
from operations.row import Operation, Resource
from operations.services import Service
from rules.roles import READERS

_EVIDENCE: Final = Resource(Service.SUBMISSION, "/api/v1/evidence")
_UPLOADS: Final = Resource(Service.SUBMISSION, "/api/v1/evidence/uploads/{sha256}")
_VERSIONS: Final = Resource(Service.SUBMISSION, "/api/v1/evidence/{evidence_id}/versions")
_ASSESSMENT: Final = Resource(Service.SUBMISSION, "/api/v1/assessments/{assessment_id}")
_LINKS: Final = Resource(Service.SUBMISSION, "/api/v1/assessments/{assessment_id}/evidence-links")
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
    _EVIDENCE.get("list_links_of_evidence", "/{evidence_id}/links", READERS),
    _EVIDENCE.post("withdraw_evidence", "/{evidence_id}/withdrawal", _KEEPERS),
    _LINKS.get("list_evidence_links", "", READERS),
    _LINKS.post("link_evidence", "", RESPONDENTS),
    _LINKS.get("read_evidence_link", "/{link_id}", READERS),
    _LINKS.delete("remove_evidence_link", "/{link_id}", RESPONDENTS),
    _LINKS.get("list_link_reviews", "/{link_id}/reviews", READERS),
    _LINKS.post("review_evidence_link", "/{link_id}/reviews", LATER_ASSESSORS),
    _ASSESSMENT.get("read_evidence_coverage", "/evidence-coverage", READERS),
)
