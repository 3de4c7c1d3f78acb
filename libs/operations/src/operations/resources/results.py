"""Published results, and the ministry's own beside them."""

from typing import Final

from operations.parties import AUDITORS, EVERYBODY, PUBLISHERS
from operations.row import Operation, Resource
from operations.services import Service
from rules.roles import READERS

_RESULTS: Final = Resource(Service.SCORING, "/api/v1/results")
_NATIONAL: Final = Resource(Service.SCORING, "/api/v1/results/{assessment_id}/national")
_RESULT: Final = Resource(Service.SCORING, "/api/v1/results/{assessment_id}/{revision}")

ROWS: Final[tuple[Operation, ...]] = (
    _RESULTS.get("list_results", "", EVERYBODY, "published"),
    _RESULTS.post("verify_package", "/verify", EVERYBODY, "everyone", kind="trial"),
    _RESULTS.get("verify_chain", "/chain", AUDITORS, "everyone"),
    _RESULTS.get("list_result_keys", "/keys", EVERYBODY, "everyone"),
    _NATIONAL.get("read_national_result", "", READERS),
    _NATIONAL.post("import_national_result", "", PUBLISHERS),
    _RESULT.get("read_result", "", EVERYBODY, "published"),
    _RESULT.get("read_result_package", "/package", READERS),
    _RESULT.get("verify_result", "/verify", EVERYBODY, "published"),
)
