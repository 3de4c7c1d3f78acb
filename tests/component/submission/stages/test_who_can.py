"""Who is named as who can do what is missing can do it, and nobody else."""

from dataclasses import dataclass
from typing import Any, Final

import pytest
from tests.component.submission.conftest import bearer
from tests.support.records import record

from kit.ids import new_id
from rules.roles import READERS

CAMPAIGN: Final = "/campaigns/spbe-2026"
STALE: Final = {"If-Match": '"77"'}
WHERE: Final = ("9901", "9901.1", "9901.1.16")
RESPONDENTS: Final = ["agency_officer", "coordinator", "data_entry"]


@dataclass
class Asked:
    """A request that is refused for what it says, once its sender may make it."""

    method: str
    path: str
    json: Any = None
    headers: dict[str, str] | None = None


def level(evaluation: Any, stage: str, code: str) -> Asked:
    path = f"{evaluation.address}/stages/{stage}/levels/{code}"
    return Asked("PUT", path, {"level": "2", "explanation": "Ada."}, STALE)


async def lacks(evaluation: Any, stage: str, step: str = "submission") -> list[Any]:
    """Return what the step lacks: the overview and the refusal say the same."""
    body = {"reason": "Lewat."} if step == "skipping" else {}
    refused = await evaluation.service.api.post(
        f"{evaluation.address}/stages/{stage}/{step}",
        json=None if step == "closing" else body,
        headers=bearer(*READERS, agency="9901", subject="semua-peran"),
    )
    assert refused.status_code == 409, refused.text
    found: list[Any] = refused.json()["missing"]
    ahead = {
        each["step"]: each["missing"] for each in (await evaluation.stage(stage))["next_steps"]
    }
    if step in ahead:
        shown = [{key: each[key] for key in each if key != "text"} for each in ahead[step]]
        assert shown == found
    return found


async def assert_exact(
    evaluation: Any, asked: Asked, roles: list[str], *, subjects: tuple[str, ...] = ()
) -> None:
    """Assert that somebody with a named role may ask, and nobody with any other."""
    for role in sorted(READERS):
        answers = [
            await evaluation.service.api.request(
                asked.method,
                asked.path,
                json=asked.json,
                headers=bearer(role, agency=agency, subject=subject) | (asked.headers or {}),
            )
            for agency in WHERE
            for subject in (f"uji-{role}", *subjects)
        ]
        # Out of reach (404) is not let through either.
        is_let = any(each.status_code not in (403, 404) for each in answers)
        assert is_let == (role in roles), (role, roles, [each.text for each in answers])


async def assign(evaluation: Any, **body: Any) -> None:
    path = f"{CAMPAIGN}/assignments/{new_id()}"
    made = await evaluation.service.api.put(path, json=body)
    assert made.status_code == 201, made.text


@pytest.fixture
async def assigned(evaluation: Any) -> Any:
    """An evaluation in which a unit is responsible for indicator 1, and nobody for the others."""
    await evaluation.service.put_agency("9901.1.16", "9901.1", agency_kind="unit")
    await assign(evaluation, node_code="1", duty="responsible", unit_code="9901.1.16")
    return evaluation


async def enter(evaluation: Any, subject: str, agency: str) -> None:
    person = {"agency_code": agency, "name": "Nama", "valid_from": "2026-01-01"}
    new = {"If-None-Match": "*"}
    made = await evaluation.service.api.put(f"/people/{subject}", json=person, headers=new)
    assert made.status_code == 201, made.text


async def test_without_assignments_all_roles_of_the_stage_complete_it(evaluation: Any) -> None:
    (lack,) = await lacks(evaluation, "mandiri")
    assert lack["roles"] == [*RESPONDENTS, "internal_assessor"]
    await assert_exact(evaluation, level(evaluation, "mandiri", "2"), lack["roles"])


async def test_with_assignments_an_unassigned_indicator_is_only_the_assessors(
    assigned: Any,
) -> None:
    covered, uncovered = await lacks(assigned, "mandiri")
    assert (covered["indicator_codes"], uncovered["indicator_codes"]) == (["1"], ["2", "P"])
    assert covered["roles"] == [*RESPONDENTS, "internal_assessor"]
    assert uncovered["roles"] == ["internal_assessor"]
    await assert_exact(assigned, level(assigned, "mandiri", "1"), covered["roles"])
    await assert_exact(assigned, level(assigned, "mandiri", "2"), uncovered["roles"])
    told = (await assigned.stage("mandiri"))["next_steps"][0]["missing"][0]["text"]
    assert "(9901.1.16)" in told["id"]


async def test_the_data_entry_officer_of_the_team_completes_what_is_unassigned(
    assigned: Any,
) -> None:
    await enter(assigned, "penginput", "9901.1")
    team = await assigned.service.api.put(
        f"{CAMPAIGN}/team/penginput", json={"functions": ["data_entry"]}
    )
    assert team.status_code in (200, 201), team.text
    _, uncovered = await lacks(assigned, "mandiri")
    assert uncovered["roles"] == ["data_entry", "internal_assessor"]
    nobody = bearer("data_entry", agency="9901.1", subject="lain")
    asked = level(assigned, "mandiri", "2")
    for headers, status in (
        (nobody, 403),
        (bearer("data_entry", agency="9901.1", subject="penginput"), 412),
    ):
        answer = await assigned.service.api.put(
            asked.path, json=asked.json, headers=headers | STALE
        )
        assert answer.status_code == status, answer.text


async def test_what_nobody_may_decide_is_assigned_first(assigned: Any) -> None:
    await enter(assigned, "asesor", "9901")
    assessor = {"duty": "assessor", "subject": "asesor", "stage": "mandiri"}
    await assign(assigned, node_code="1", **assessor)
    covered, uncovered, unassigned = await lacks(assigned, "mandiri")
    assert (uncovered["requirement"], uncovered["roles"]) == ("complete", [])
    assert (unassigned["requirement"], unassigned["indicator_codes"]) == ("assigned", ["2", "P"])
    asked = level(assigned, "mandiri", "1")
    await assert_exact(assigned, asked, covered["roles"], subjects=("asesor",))
    await assert_exact(assigned, level(assigned, "mandiri", "2"), [], subjects=("asesor",))
    body = {"node_code": "tiada", "duty": "responsible", "unit_code": "9901.1"}
    asked = Asked("PUT", f"{CAMPAIGN}/assignments/{new_id()}", body)
    await assert_exact(assigned, asked, unassigned["roles"])


async def _late(evaluation: Any) -> tuple[str, str, Asked]:
    await evaluation.service.execute(
        "INSERT INTO campaign_stage VALUES ('spbe-2026', 'mandiri', DATE '2026-01-31')"
    )
    body = {"deadline": "2026-01-01", "reason": "Ada."}
    return "mandiri", "submission", Asked("PUT", f"{CAMPAIGN}/stages/mandiri", body, STALE)


async def _drafted(evaluation: Any) -> tuple[str, str, Asked]:
    path = f"{evaluation.address}/stages/mandiri/drafts/2"
    by = evaluation.by("data_entry") | {"If-Match": '"0"'}
    typed = await evaluation.service.api.put(path, json={"level": "3"}, headers=by)
    assert typed.status_code == 200, typed.text
    return "mandiri", "submission", Asked("DELETE", path, None, STALE)


async def _disputed(evaluation: Any) -> tuple[str, str, Asked]:
    await _submitted(evaluation, "dokumen")
    raised = (await evaluation.dispute()).raise_for_status().json()
    path = f"{evaluation.address}/disputes/{raised['dispute_id']}/rejection"
    return "dokumen", "closing", Asked("POST", path, {"reason": "Ada."})


async def _unconsented(evaluation: Any) -> tuple[str, str, Asked]:
    await _submitted(evaluation, "mandiri")
    return (
        "mandiri",
        "closing",
        Asked("POST", f"{evaluation.address}/consent", {"state_hash": "0" * 64}),
    )


async def _unjudged(evaluation: Any) -> tuple[str, str, Asked]:
    await _submitted(evaluation, "reviu")
    body = {"validity": "valid", "reason": "Ada."}
    return "reviu", "closing", Asked("PUT", f"{evaluation.address}/verdict", body, STALE)


async def _not_submitted(evaluation: Any) -> tuple[str, str, Asked]:
    await evaluation.reach("dokumen")
    return (
        "dokumen",
        "closing",
        Asked("POST", f"{evaluation.address}/stages/dokumen/submission", {}),
    )


async def _not_open(evaluation: Any) -> tuple[str, str, Asked]:
    await evaluation.reach("dokumen")
    return "interviu", "submission", Asked("POST", f"{evaluation.address}/stages/dokumen/closing")


async def _not_returned(evaluation: Any) -> tuple[str, str, Asked]:
    await _submitted(evaluation, "dokumen")
    named = [{"indicator_code": "tiada", "reason": "Ada."}]
    path = f"{evaluation.address}/stages/dokumen/returns"
    return "dokumen", "submission", Asked("POST", path, {"indicators": named})


async def _begun(evaluation: Any) -> tuple[str, str, Asked]:
    await evaluation.reach("visitasi")
    return "visitasi", "skipping", Asked("POST", f"{evaluation.address}/stages/visitasi/closing")


async def _to_visit(evaluation: Any) -> tuple[str, str, Asked]:
    campaign = await evaluation.service.api.get(CAMPAIGN)
    put = await evaluation.service.api.put(
        f"{CAMPAIGN}/visits",
        json={"indicator_codes": ["1"], "reason": "Perlu dilihat."},
        headers={"If-Match": campaign.headers["etag"]},
    )
    assert put.status_code == 200, put.text
    body = {"indicator_codes": [], "reason": "Ada."}
    return "visitasi", "skipping", Asked("PUT", f"{CAMPAIGN}/visits", body, STALE)


async def _submitted(evaluation: Any, stage: str) -> None:
    await evaluation.reach(stage)
    role = "coordinator" if stage == "mandiri" else "external_assessor"
    gaps = {f"i{code}": "Belum." for code in ("1", "2", "P")}
    (await evaluation.submit(stage, role, **gaps)).raise_for_status()


@pytest.mark.parametrize(
    ("requirement", "arrange"),
    [
        ("in_time", _late),
        ("no_draft", _drafted),
        ("no_open_dispute", _disputed),
        ("consent_given", _unconsented),
        ("verdict_said", _unjudged),
        ("stage_submitted", _not_submitted),
        ("earlier_stage_closed", _not_open),
        ("indicator_returned", _not_returned),
        ("stage_not_begun", _begun),
        ("no_visit_needed", _to_visit),
    ],
)
async def test_whoever_is_named_can_do_it_and_nobody_else(
    evaluation: Any, requirement: str, arrange: Any
) -> None:
    stage, step, asked = await arrange(evaluation)
    (lack,) = [
        each for each in await lacks(evaluation, stage, step) if each["requirement"] == requirement
    ]
    await assert_exact(evaluation, asked, lack["roles"])


async def test_minutes_are_signed_by_who_is_named_each_for_their_side(evaluation: Any) -> None:
    await _submitted(evaluation, "interviu")
    written = await evaluation.service.api.post(
        f"{evaluation.address}/minutes",
        json=record("interviu", "1"),
        headers=evaluation.by("own_coordinator"),
    )
    path = f"{evaluation.address}/minutes/{written.raise_for_status().json()['minutes_id']}"
    sides = {"agency": ["agency_officer", "coordinator"], "assessor": ["external_assessor"]}
    (lack,) = await lacks(evaluation, "interviu", "closing")
    assert lack["roles"] == sorted({role for roles in sides.values() for role in roles})
    for side, roles in sides.items():
        body = {"sha256": "0" * 64, "side": side}
        await assert_exact(evaluation, Asked("POST", f"{path}/signatures", body), roles)


async def test_a_publication_names_who_approves(evaluation: Any) -> None:
    await evaluation.reach("dokumen")
    (step,) = (await evaluation.stage("mandiri"))["next_steps"]
    (lack,) = step["missing"]
    body = {"stage": "mandiri", "state_hash": "0" * 64, "decision": "approved", "reason": "Ada."}
    asked = Asked("POST", f"{evaluation.address}/approvals", body)
    await assert_exact(evaluation, asked, lack["roles"])
    told = {"stage": "mandiri", "state_hash": "0" * 64}
    publishing = Asked("POST", f"{evaluation.address}/publish", told)
    await assert_exact(evaluation, publishing, step["roles"])
