"""Who makes which step: every role, of the assessed agency and of the one above, at each stage."""

from typing import Any

import pytest

from rules.roles import READERS
from submission.campaigns.domain.stages import stages_of
from submission.stages.domain.steps import STEPS

BODIES: dict[str, Any] = {
    "submission": {},
    "returns": {"indicators": [{"indicator_code": "1", "reason": "Ada."}]},
    "closing": None,
    "skipping": {"reason": "Lewat."},
}


@pytest.mark.parametrize("stage", ["mandiri", "dokumen", "visitasi"])
@pytest.mark.parametrize("is_own", [False, True], ids=["above", "own"])
async def test_a_step_is_for_the_roles_of_the_table_and_after_the_first_stage_for_others(
    evaluation: Any, bearer: Any, stage: str, *, is_own: bool
) -> None:
    (told,) = [each for each in stages_of("evaluation") if each.code == stage]
    agency = "9901.1" if is_own else "9901"
    for role in sorted(READERS):
        # Every step below is refused by the state, unless the role or the agency is refused first.
        for step in set(STEPS) - ({"skipping"} if stage == "visitasi" else set()):
            answer = await evaluation.service.api.post(
                f"{evaluation.address}/stages/{stage}/{step}",
                json=BODIES[step],
                headers=bearer(role, agency=agency),
            )
            may = role in told.roles_of(step) and not (is_own and stage != "mandiri")
            assert answer.status_code == (409 if may else 403), (role, step, answer.json())
    assert await evaluation.service.count("stage_passage") == 1


@pytest.mark.parametrize(
    ("stage", "step", "roles"),
    [
        ("mandiri", "submission", "coordinator"),
        ("mandiri", "returns", "approver, coordinator, internal_assessor"),
        ("dokumen", "submission", "external_assessor"),
        ("dokumen", "closing", "coordinator, external_assessor"),
    ],
)
async def test_a_role_that_makes_no_step_is_told_the_roles_of_this_stage(
    evaluation: Any, stage: str, step: str, roles: str
) -> None:
    refused = await evaluation.step(stage, step, "data_entry")
    assert (refused.status_code, refused.json()["detail"]) == (
        403,
        f"Perlu salah satu peran: {roles}.",
    )
