"""What belongs to an agency elsewhere is answered exactly like what does not exist."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tests.component.scoring.publishing import KEY, publish, scored, set_keys
from tests.component.scoring.rederivation.test_rederivation import JOB, chosen, second
from tests.component.scoring.region import DINAS, REGION, SPBE
from tests.support.hidden import assert_hidden_is_missing, named_in_paths

from operations.services import Service as Program
from rules.roles import ROLES
from scoring.publication.domain.signing_keys import Keys

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.component.scoring.conftest import Service

NOWHERE = UUID(int=4711)
PARTS: Mapping[str, Mapping[str, Any]] = {
    "read_series": {"params": {"instrument": "spbe"}},
    "read_lineage": {"params": {"indicator": "13"}},
    "read_explanation": {"params": {"indicator": "13"}},
    "read_path": {"params": {"target": "2.6"}},
    "plan_path": {"json": {"target": "2.6"}},
    "try_levels": {"json": {"levels": {}}},
    "import_national_result": {"json": []},
    "set_target": {"json": {"value": "2"}, "headers": {"If-Match": '"0"'}},
    "withdraw_target": {"headers": {"If-Match": '"0"'}},
}


async def test_every_operation_tells_hidden_and_missing_alike(
    service: Service, bearer: Callable[..., dict[str, str]]
) -> None:
    worker = service.worker()
    for batch in scored():
        await worker.apply(*batch)
    set_keys(service, Keys.of(KEY.text))
    service.api.headers.update(bearer("coordinator"))
    await publish(service)
    await worker.apply(second(), chosen())
    assert (await service.api.get(f"/rederivations/{JOB}")).status_code == 200
    service.api.headers.update(bearer(*ROLES, agency=DINAS[0]))

    compared = await assert_hidden_is_missing(
        service.api,
        named_in_paths(
            Program.SCORING,
            hidden={
                "assessment_id": str(SPBE),
                "rederivation_id": str(JOB),
                "agency_code": REGION,
                "campaign_code": "spbe-2026",
            },
            missing={
                "assessment_id": str(NOWHERE),
                "rederivation_id": str(NOWHERE),
                "agency_code": "9902",
                "campaign_code": "spbe-2027",
            },
            parts=PARTS,
        ),
    )

    assert len(compared) == 20, compared
    for path, values in (
        ("/scores", {"agency": REGION}),
        ("/targets", {"agency": REGION}),
        ("/results", {"agency": REGION}),
    ):
        answers = [
            (await service.api.get(path, params=asked)).json()
            for asked in (values, {"agency": "9902"})
        ]
        told = [str(each).replace(REGION, "…").replace("9902", "…") for each in answers]
        assert told[0].partition("request_id")[0] == told[1].partition("request_id")[0]
        assert answers[0]["status"] == 404
