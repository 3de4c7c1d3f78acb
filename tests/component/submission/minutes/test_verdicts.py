"""The review says valid or not valid, about the levels that count then."""

from typing import Any

import httpx
import pytest

from rules.roles import READERS


async def say(
    evaluation: Any,
    validity: str = "valid",
    role: str = "external_assessor",
    *,
    etag: str = '"0"',
    reason: str = "Sudah sesuai.",
) -> httpx.Response:
    answer: httpx.Response = await evaluation.service.api.put(
        f"{evaluation.address}/verdict",
        json={"validity": validity, "reason": reason},
        headers=evaluation.by(role) | {"If-Match": etag},
    )
    return answer


@pytest.fixture
async def reviewed(evaluation: Any) -> Any:
    """An evaluation whose review is open."""
    await evaluation.step("visitasi", "skipping", "external_assessor", reason="Tidak perlu.")
    await evaluation.reach("reviu")
    return evaluation


async def test_a_review_is_closed_with_a_verdict_about_what_counts_then(reviewed: Any) -> None:
    unsaid = await reviewed.service.api.get(f"{reviewed.address}/verdict")
    assert (unsaid.json()["validity"], unsaid.headers["etag"]) == (None, '"0"')
    said = await say(reviewed, "not_valid", reason="Bukti indikator 1 kedaluwarsa.")
    assert (said.json()["validity"], said.headers["etag"]) == ("not_valid", '"1"')
    await reviewed.decide("reviu", "1", "1")
    await reviewed.submit("reviu", "external_assessor")
    now = (await reviewed.service.api.get(f"{reviewed.address}/verdict")).json()
    assert (now["validity"], now["is_present"]) == ("not_valid", False)
    for language, told in (("id", "valid atau tidak valid"), ("en", "counts now is valid")):
        refused = await reviewed.service.api.post(
            f"{reviewed.address}/stages/reviu/closing",
            headers=reviewed.by("external_assessor") | {"Accept-Language": language},
        )
        assert (refused.status_code, told in refused.json()["detail"]) == (409, True)
    assert refused.json()["missing"] == [
        {"requirement": "verdict_said", "roles": ["external_assessor"], "indicator_codes": []}
    ]
    again = await say(reviewed, "valid", etag='"1"', reason="Tingkat sudah dikoreksi.")
    assert (again.json()["revision"], again.json()["is_present"]) == (2, True)
    assert (await reviewed.step("reviu", "closing", "external_assessor")).status_code == 200
    late = await say(reviewed, "not_valid", etag='"2"')
    assert (late.status_code, late.json()["state"]) == (409, "closed")


async def test_a_verdict_that_was_said_changes_nothing_when_it_is_repeated(reviewed: Any) -> None:
    for _ in range(2):
        said = await say(reviewed)
        assert (said.status_code, said.json()["revision"]) == (200, 1)
    other = await say(reviewed, "not_valid")
    assert (other.status_code, other.json()["current"]["body"]["validity"]) == (412, "valid")
    blank = await say(reviewed, etag='"1"', reason=" ")
    assert blank.status_code in (400, 422)
    with pytest.raises(Exception, match=r"permission denied|only ever added to"):
        await reviewed.service.execute("UPDATE verdict SET reason = 'x'")


async def test_a_verdict_is_said_by_who_decides_at_the_review_of_another_agency(
    evaluation: Any,
) -> None:
    for role in sorted(READERS):
        for name in (role, f"own_{role}"):
            answer = await say(evaluation, role=name)
            # The review waits; whoever may speak is told what must come first.
            expected = 409 if name == "external_assessor" else 403
            assert answer.status_code == expected, name


async def test_a_campaign_without_a_review_has_no_verdict(service: Any, bearer: Any) -> None:
    await service.open_campaign(kind="monitoring", agency_codes=["9901.1"])
    address = f"/assessments/{await service.assessment(agency='9901.1')}"
    assert (await service.api.get(f"{address}/verdict")).status_code == 422
    elsewhere = bearer("coordinator", agency="9901.2")
    assert (await service.api.get(f"{address}/verdict", headers=elsewhere)).status_code == 404
