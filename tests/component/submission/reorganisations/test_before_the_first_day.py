"""A successor whose day lies ahead has an assessment, which takes nothing before that day."""

from typing import Any

import pytest
from tests.component.submission.conftest import somebody
from tests.component.submission.reorganisations.reorganising import MERGER, answer_level, do
from tests.component.submission.reorganisations.withdrawing import AHEAD, LATER, at


@pytest.fixture
async def merged(service: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return the service after a merger that is declared before its day."""
    at(monkeypatch, "2026-08-01")
    await service.open_campaign(agency_codes=None)
    assert (await do(service, "9901.9/merger", MERGER | LATER)).status_code == 200
    return service


def assert_not_yet(answer: Any) -> None:
    told = answer.json()
    assert (answer.status_code, told["state"]) == (409, "open"), answer.text
    assert [each["requirement"] for each in told["missing"]] == ["agency_begun"]
    assert AHEAD in told["detail"]


async def test_before_its_first_day_an_agency_answers_and_submits_nothing(
    merged: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/assessments/{await merged.assessment(agency='9901.9')}"
    by = somebody("coordinator", "9901.9")
    gaps = [{"indicator_code": code, "reason": "Belum."} for code in ("1", "2", "P")]
    submission = f"{address}/stages/mandiri/submission"
    draft = f"{address}/stages/mandiri/drafts/1"
    assert_not_yet(await answer_level(merged, "9901.9"))
    assert_not_yet(await merged.api.post(submission, json={"gaps": gaps}, headers=by))
    new = {"If-Match": '"0"'}
    assert_not_yet(await merged.api.put(draft, json={"level": "2"}, headers=by | new))
    stage = (await merged.api.get(f"{address}/stages/mandiri")).json()
    (lack,) = stage["next_steps"][0]["missing"]
    assert (lack["requirement"], AHEAD in lack["text"]["id"]) == ("agency_begun", True)
    # Those who end on that day go on until then.
    assert (await answer_level(merged, "9901.1")).status_code == 200
    at(monkeypatch, AHEAD)
    assert (await answer_level(merged, "9901.9")).status_code == 200
    assert (await answer_level(merged, "9901.1")).status_code == 409


async def test_before_its_first_day_an_agency_is_reminded_of_nothing(
    merged: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = "/campaigns/spbe-2026/reminders"
    listed = (await merged.api.get(path)).json()["items"]
    assert {each["agency_code"] for each in listed} == {"9901", "9901.1", "9901.2"}
    at(monkeypatch, AHEAD)
    listed = (await merged.api.get(path)).json()["items"]
    assert {each["agency_code"] for each in listed} == {"9901", "9901.9"}
