"""A reorganisation that lies ahead is taken back before its day, and nothing of it stays."""

import asyncio
from typing import Any

import pytest
from tests.component.submission.conftest import bearer
from tests.component.submission.reorganisations.reorganising import (
    MERGER,
    SPLIT,
    answer_level,
    do,
    items,
    preview,
)
from tests.component.submission.reorganisations.withdrawing import (
    AHEAD,
    CLOSURE_BACK,
    LATER,
    MERGER_BACK,
    SPLIT_BACK,
    WHY,
    agency,
    at,
    enter_person,
    errors,
    person,
    told,
)

from kit.ids import new_id


@pytest.fixture(autouse=True)
def _june(service: Any, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001 - it is there before
    """It is a day in June 2026: the campaigns of the year run, and September lies ahead."""
    at(monkeypatch, "2026-06-01")


@pytest.fixture
async def region(service: Any) -> Any:
    """The service with an open campaign of all agencies, and a person in one of them."""
    await service.once(_open)
    return service


async def _open(service: Any) -> None:
    await service.open_campaign(agency_codes=None)
    await enter_person(service)


async def test_a_closure_that_lies_ahead_is_taken_back(region: Any) -> None:
    assert (await do(region, "9901.1/closure", LATER)).status_code == 200
    assert await person(region) == ("9901.1", "2026-01-01", "2026-08-31")
    shown = await preview(region, "9901.1/withdrawal", CLOSURE_BACK)
    assert (await agency(region, "9901.1"))["valid_until"] == "2026-08-31"
    done = await do(region, "9901.1/withdrawal", CLOSURE_BACK)
    assert done.status_code == 200, done.text
    assert done.json() == shown.json() | {"is_preview": False}
    assert [each["effect"] for each in done.json()["assessments"]] == ["resumes"]
    assert [each["effect"] for each in done.json()["people"]] == ["returns"]
    assert (await agency(region, "9901.1"))["valid_until"] is None
    assert await person(region) == ("9901.1", "2026-01-01", None)
    assert await region.count("assessment WHERE ended_on IS NOT NULL") == 0
    assert (await told(region, "9901.1")).valid_until is None
    history = (await region.api.get("/agencies/9901.1/history")).json()["items"]
    state = history[-1]
    assert (state["change"], state["note"], state["changed_by"], state["since"]) == (
        "withdrawn",
        WHY,
        "someone",
        "2026-06-01",
    )


async def test_a_merger_that_lies_ahead_is_taken_back(region: Any) -> None:
    assert (await do(region, "9901.9/merger", MERGER | LATER)).status_code == 200
    assert await person(region) == ("9901.9", AHEAD, None)
    done = await do(region, "9901.9/withdrawal", MERGER_BACK)
    assert done.status_code == 200, done.text
    for code in ("9901.1", "9901.2"):
        kept = await agency(region, code)
        assert (kept["valid_until"], kept["successor_codes"]) == (None, [])
        event = await told(region, code)
        assert (event.valid_until, event.successor_codes) == (None, ())
    event = await told(region, "9901.9")
    assert event.predecessor_codes == ()
    assert event.valid_until is not None
    assert event.valid_until < event.valid_from  # it never begins
    assert (await region.api.get("/agencies/9901.9?at=2027-01-01")).status_code == 404
    assert await person(region) == ("9901.1", "2026-01-01", None)
    assert await region.count("person_place") == 0
    assert await region.count("person_reorganised") == 0
    ended = [each for each in await items(region) if each["ended_on"] is not None]
    assert [(each["agency_code"], each["end_cause"]) for each in ended] == [("9901.9", "withdrawn")]
    assert (await answer_level(region, "9901.1")).status_code == 200
    assert (await answer_level(region, "9901.9")).status_code == 409


async def test_what_was_taken_back_can_be_declared_again(region: Any) -> None:
    await do(region, "9901.9/merger", MERGER | LATER)
    await do(region, "9901.9/withdrawal", MERGER_BACK)
    again = await do(region, "9901.9/merger", MERGER | {"effective_on": "2026-10-01"})
    assert again.status_code == 200, again.text
    kept = await agency(region, "9901.9")
    assert (kept["valid_from"], kept["valid_until"]) == ("2026-10-01", None)
    assert kept["predecessor_codes"] == ["9901.1", "9901.2"]
    taking_part = await items(region, agency="9901.9")
    assert [each["ended_on"] for each in taking_part] == [None]
    assert await person(region) == ("9901.9", "2026-10-01", None)
    back = MERGER_BACK | {"effective_on": "2026-10-01"}
    assert (await do(region, "9901.9/withdrawal", back)).status_code == 200
    assert await person(region) == ("9901.1", "2026-01-01", None)


@pytest.mark.parametrize("goes_on", [False, True], ids=["it ends", "it goes on"])
async def test_a_split_that_lies_ahead_is_taken_back(region: Any, *, goes_on: bool) -> None:
    split = SPLIT | LATER | {"goes_on": goes_on}
    assert (await do(region, "9901.1/split", split)).status_code == 200
    assert (await do(region, "9901.1/withdrawal", SPLIT_BACK)).status_code == 200
    kept = await agency(region, "9901.1")
    assert (kept["valid_until"], kept["successor_codes"]) == (None, [])
    for code in ("9901.7", "9901.8"):
        assert (await agency(region, code))["predecessor_codes"] == []
    assert await person(region) == ("9901.1", "2026-01-01", None)
    open_ = {each["agency_code"] for each in await items(region) if each["ended_on"] is None}
    assert open_ == {"9901", "9901.1", "9901.2"}
    again = await do(region, "9901.1/split", split)
    assert again.status_code == 200, again.text


async def test_a_successor_that_goes_on_leaves_the_campaign_that_it_entered(service: Any) -> None:
    await service.open_campaign(agency_codes=["9901.1"])
    merger = {"from_codes": ["9901.1"], "effective_on": AHEAD}
    assert (await do(service, "9901.2/merger", merger)).status_code == 200
    assert (await do(service, "9901.2/withdrawal", MERGER_BACK)).status_code == 200
    part = {each["agency_code"]: each["end_cause"] for each in await items(service)}
    assert part == {"9901.1": None, "9901.2": "withdrawn"}
    kept = await agency(service, "9901.2")
    assert (kept["valid_until"], kept["predecessor_codes"]) == (None, [])


async def test_what_changed_since_stays(region: Any) -> None:
    await do(region, "9901.1/closure", LATER)
    kept = await agency(region, "9901.1")
    wanted = {
        each: kept[each] for each in ("agency_kind", "parent_code", "valid_from", "valid_until")
    }
    path, seen = "/agencies/9901.1", {"If-Match": '"2"'}
    renamed = await region.api.put(path, json=wanted | {"name": "Baru"}, headers=seen)
    assert renamed.status_code == 200, renamed.text
    state = {"agency_code": "9901.2", "name": "Nama", "valid_from": "2026-07-01"}
    moved = await region.api.put("/people/orang-1", json=state, headers={"If-Match": '"2"'})
    assert moved.status_code == 200, moved.text
    assert (await do(region, "9901.1/withdrawal", CLOSURE_BACK)).status_code == 200
    kept = await agency(region, "9901.1")
    assert (kept["name"], kept["valid_until"]) == ("Baru", None)
    assert await person(region) == ("9901.2", "2026-07-01", None)


async def test_taking_back_again_changes_nothing_and_two_at_once_do_it_once(region: Any) -> None:
    await do(region, "9901.9/merger", MERGER | LATER)
    answers = await asyncio.gather(
        *(do(region, "9901.9/withdrawal", MERGER_BACK) for _ in range(2))
    )
    assert [each.status_code for each in answers] == [200, 200]
    assert sorted(len(each.json()["agencies"]) for each in answers) == [0, 3]
    assert await region.count("agency_state WHERE change = 'withdrawn'") == 3


async def test_after_its_day_it_is_refused_with_what_can_be_done(
    region: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    await do(region, "9901.9/merger", MERGER | LATER)
    at(monkeypatch, AHEAD)
    answer = await do(region, "9901.9/withdrawal", MERGER_BACK)
    assert answer.status_code == 409
    assert "…/split" in answer.json()["detail"]


async def test_what_was_not_declared_is_not_taken_back(region: Any) -> None:
    await do(region, "9901.1/closure", LATER)
    for back in (MERGER_BACK, SPLIT_BACK, CLOSURE_BACK | {"effective_on": "2026-09-02"}):
        assert (await do(region, "9901.1/withdrawal", back)).status_code == 422


async def test_a_later_reorganisation_that_rests_on_it_is_named(region: Any) -> None:
    await do(region, "9901.9/merger", MERGER | LATER)
    later = {"effective_on": "2026-10-01"}
    assert (await do(region, "9901.9/closure", later)).status_code == 200
    answer = await do(region, "9901.9/withdrawal", MERGER_BACK)
    assert answer.status_code == 409
    assert errors(answer) == [
        "9901.9 berakhir pada 2026-09-30 karena penutupan: batalkan itu dahulu"
    ]
    assert (await do(region, "9901.9/withdrawal", CLOSURE_BACK | later)).status_code == 200
    assert (await do(region, "9901.9/withdrawal", MERGER_BACK)).status_code == 200
    assert await person(region) == ("9901.1", "2026-01-01", None)


async def test_what_stands_in_a_new_agency_is_named(region: Any) -> None:
    await do(region, "9901.9/merger", MERGER | LATER)
    below = await region.put_agency("9901.9.1", "9901.9", valid_from=AHEAD)
    assert below.status_code == 201, below.text
    state = {"agency_code": "9901.9", "name": "Lain", "valid_from": AHEAD}
    new = {"If-None-Match": "*"}
    assert (await region.api.put("/people/orang-2", json=state, headers=new)).is_success
    more = {"from_codes": ["9901.5"], "effective_on": "2026-10-01"}
    await region.put_agency("9901.5", "9901")
    assert (await do(region, "9901.9/merger", more)).status_code == 200
    answer = await do(region, "9901.9/withdrawal", MERGER_BACK)
    assert answer.status_code == 409
    assert [message.split(" ")[0] for message in errors(answer)] == [
        "9901.9",
        "9901.9.1",
        "orang-2",
    ]
    assert "9901.5" in errors(answer)[0]


async def test_an_agency_does_not_live_on_below_one_that_ends(region: Any) -> None:
    await region.put_agency("9901.1.1", "9901.1")
    assert (await do(region, "9901.1.1/closure", LATER)).status_code == 200
    assert (await do(region, "9901.1/closure", LATER)).status_code == 200
    answer = await do(region, "9901.1.1/withdrawal", CLOSURE_BACK)
    assert answer.status_code == 409
    assert "9901.1" in errors(answer)[0]
    assert (await do(region, "9901.1/withdrawal", CLOSURE_BACK)).status_code == 200
    assert (await do(region, "9901.1.1/withdrawal", CLOSURE_BACK)).status_code == 200


async def test_those_take_it_back_that_may_declare_it(region: Any) -> None:
    await do(region, "9901.9/merger", MERGER | LATER)
    own = bearer("coordinator", agency="9901.1")
    other = await do(region, "9901.9/withdrawal", MERGER_BACK, headers=own)
    assert other.status_code == 404
    of_new = bearer("coordinator", agency="9901.9")
    inside = await do(region, "9901.9/withdrawal", MERGER_BACK, headers=of_new)
    assert inside.status_code == 403
    await do(region, "9901.2/closure", {"effective_on": "2026-08-01"})
    closed = bearer("coordinator", agency="9901.2")
    back = CLOSURE_BACK | {"effective_on": "2026-08-01"}
    assert (await do(region, "9901.2/withdrawal", back, headers=closed)).status_code == 403


async def test_an_end_before_it_is_named(region: Any) -> None:
    await do(region, "9901.9/merger", MERGER | LATER)
    await do(region, "9901.2/closure", {"effective_on": "2026-08-01"})
    answer = await do(region, "9901.9/withdrawal", MERGER_BACK)
    assert answer.status_code == 409
    assert errors(answer) == [
        "9901.2 berakhir pada 2026-07-31 karena penutupan: batalkan itu dahulu"
    ]
    back = CLOSURE_BACK | {"effective_on": "2026-08-01"}
    assert (await do(region, "9901.2/withdrawal", back)).status_code == 200
    assert (await do(region, "9901.9/withdrawal", MERGER_BACK)).status_code == 200
    assert (await agency(region, "9901.2"))["valid_until"] is None


async def test_assignments_of_an_agency_that_never_begins_are_named(region: Any) -> None:
    await do(region, "9901.9/merger", MERGER | LATER)
    path = f"/campaigns/spbe-2026/assignments/{new_id()}"
    duty = {"node_code": "1", "duty": "responsible", "unit_code": "9901.9"}
    assert (await region.api.put(path, json=duty)).status_code == 201
    done = await do(region, "9901.9/withdrawal", MERGER_BACK)
    assert [each["unit_code_before"] for each in done.json()["assignments"]] == ["9901.9"]


async def test_the_register_leaves_out_what_never_began(region: Any) -> None:
    await do(region, "9901.9/merger", MERGER | LATER)
    await do(region, "9901.9/withdrawal", MERGER_BACK)
    file = await region.api.get("/agencies.csv")
    assert "9901.9" not in file.text


async def test_an_end_that_lies_ahead_says_how_it_is_taken_back(region: Any) -> None:
    await do(region, "9901.1/closure", LATER)
    kept = await agency(region, "9901.1")
    wanted = {each: kept[each] for each in ("name", "agency_kind", "parent_code", "valid_from")}
    seen = {"If-Match": '"2"'}
    answer = await region.api.put("/agencies/9901.1", json=wanted, headers=seen)
    assert answer.status_code == 409
    assert "…/withdrawal" in errors(answer)[0]
