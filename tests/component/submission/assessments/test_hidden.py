"""What belongs to an agency elsewhere is answered exactly like what does not exist."""

from collections.abc import Callable
from typing import Any

from tests.component.submission.asking import PARTS, make_everything
from tests.support.hidden import assert_hidden_is_missing, named_in_paths

from operations.services import Service
from rules.roles import ROLES

NOWHERE = "01a20201-9d31-7740-a619-5b4df6c9f654"


async def test_every_operation_tells_hidden_and_missing_alike(
    service: Any, bearer: Callable[..., dict[str, str]], edition: Callable[..., Any]
) -> None:
    hidden = await make_everything(service, bearer, edition)
    missing = {
        "dispute_id": NOWHERE,
        "minutes_id": NOWHERE,
        "publication_id": NOWHERE,
        "report_id": NOWHERE,
        "recommendation_id": NOWHERE,
        "followup_id": NOWHERE,
        "subject": "orang-7",
        "calendar_code": "lain",
        "assignment_id": NOWHERE,
        "offer_id": NOWHERE,
        "evidence_id": NOWHERE,
        "link_id": NOWHERE,
        "agency_code": "9901.7",
        "campaign_code": "spbe-2027",
        "assessment_id": NOWHERE,
    }
    service.api.headers.update(bearer(*ROLES, agency="9901.2"))

    asked = named_in_paths(Service.SUBMISSION, hidden=hidden, missing=missing, parts=PARTS)
    compared = await assert_hidden_is_missing(service.api, asked)

    assert len(compared) == 141, compared
    for path, name, value in (
        ("/assessments", "agency", "agency_code"),
        ("/assessments", "campaign", "campaign_code"),
        ("/agencies", "parent", "agency_code"),
        ("/people", "agency", "agency_code"),
        ("/evidence", "agency", "agency_code"),
        ("/reports", "agency", "agency_code"),
        ("/recommendations", "agency", "agency_code"),
        ("/recommendations/overdue", "agency", "agency_code"),
        ("/consequence-rules", "agency", "agency_code"),
    ):
        answers = [
            await service.api.get(path, params={name: values[value]})
            for values in (hidden, missing)
        ]
        status, same = (answer.status_code for answer in answers)
        assert status == same == (400 if name == "campaign" else 404)
        assert answers[0].json()["errors"] == answers[1].json()["errors"]
