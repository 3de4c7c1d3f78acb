"""Lists say of each agency whether it is still there, and are filtered by that."""

from typing import Any

import pytest
from tests.component.submission.reorganisations.reorganising import MERGER, do
from tests.component.submission.reorganisations.withdrawing import LATER, MERGER_BACK, at

GOES_ON = {"state": "exists", "valid_until": None, "is_cut_short": False, "note": None}


@pytest.fixture
async def changed(service: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a service in which one agency ended in August, and one was never formed."""
    at(monkeypatch, "2026-08-01")
    await service.open_campaign(agency_codes=None)
    assert (await do(service, "9901.9/merger", MERGER | LATER)).status_code == 200
    assert (await do(service, "9901.9/withdrawal", MERGER_BACK)).status_code == 200
    closed = {"effective_on": "2026-08-02"}
    assert (await do(service, "9901.1/closure", closed)).status_code == 200
    at(monkeypatch, "2026-10-01")
    return service


async def listed(service: Any, path: str, **query: str) -> dict[str, Any]:
    answer = await service.api.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return {each["agency_code"]: each for each in answer.json()["items"]}


async def test_agencies_are_listed_by_whether_they_are_there(changed: Any) -> None:
    states = {
        state: sorted(await listed(changed, "/agencies", state=state))
        for state in ("exists", "ended", "never_formed", "not_begun")
    }
    assert states == {
        "exists": ["9901", "9901.2"],
        "ended": ["9901.1"],
        "never_formed": ["9901.9"],
        "not_begun": [],
    }
    told = await listed(changed, "/agencies")
    assert {code for code, each in told.items() if each["never_formed"]} == {"9901.9"}


async def test_assessments_say_whether_their_agency_is_there(changed: Any) -> None:
    told = await listed(changed, "/assessments", campaign="spbe-2026")
    assert told["9901.2"]["agency_life"] == GOES_ON
    ended = told["9901.1"]["agency_life"]
    assert (ended["state"], ended["valid_until"], ended["is_cut_short"]) == (
        "ended",
        "2026-08-01",
        True,
    )
    assert "2026-08-01" in ended["note"]["id"]
    never = told["9901.9"]["agency_life"]
    assert (never["state"], never["is_cut_short"]) == ("never_formed", True)
    for state, codes in (
        ("exists", {"9901", "9901.2"}),
        ("ended", {"9901.1"}),
        ("never_formed", {"9901.9"}),
    ):
        assert {*await listed(changed, "/assessments", agency_state=state)} == codes


async def test_progress_and_values_that_do_not_improve_say_so_too(changed: Any) -> None:
    progress = await listed(changed, "/campaigns/spbe-2026/progress")
    values = await listed(changed, "/campaigns/spbe-2026/not-improving")
    for told in (progress, values):
        assert {code: each["agency_life"]["state"] for code, each in told.items()} == {
            "9901": "exists",
            "9901.1": "ended",
            "9901.2": "exists",
            "9901.9": "never_formed",
        }
