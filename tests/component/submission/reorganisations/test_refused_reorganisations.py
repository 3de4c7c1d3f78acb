"""Reorganisations that break a rule: what is wrong is named, and nothing is stored."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.component.submission.reorganisations.reorganising import (
    DAY,
    MERGER,
    NEW,
    SPLIT,
    answer_level,
    do,
    preview,
)

Bearer = Callable[..., dict[str, str]]


@pytest.mark.parametrize(
    ("where", "body", "pointer"),
    [
        ("9901.1/renaming", {"name": "X", "effective_on": "2999-01-01"}, "/effective_on"),
        ("9901.1/renaming", {"name": "X", "effective_on": "2016-01-01"}, "/effective_on"),
        ("9901.1/move", {"parent_code": "9999", "effective_on": DAY}, "/parent_code"),
        ("9901.1/move", {"parent_code": "9901.1", "effective_on": DAY}, "/parent_code"),
        ("9901.1/closure", {"effective_on": "2017-01-01"}, "/effective_on"),
        ("9901.9/merger", MERGER | {"from_codes": ["9901.1", "9901.1"]}, "/from_codes/1"),
        ("9901.9/merger", MERGER | {"from_codes": ["9999"]}, "/from_codes/0"),
        (
            "9901.9/merger",
            MERGER | {"agency": NEW | {"parent_code": "9901.1"}},
            "/agency/parent_code",
        ),
        (
            "9901.9/merger",
            MERGER | {"agency": NEW | {"agency_kind": "city"}},
            "/agency/parent_code",
        ),
        ("9901.1/split", SPLIT | {"parts": SPLIT["parts"][:1] * 2}, "/parts/1/agency_code"),
    ],
    ids=[
        "a name ahead",
        "before the agency",
        "unknown parent",
        "a circle",
        "on the first day",
        "named twice",
        "unknown",
        "below what ends",
        "kind",
        "part twice",
    ],
)
async def test_what_breaks_a_rule_is_named(
    service: Any, where: str, body: dict[str, Any], pointer: str
) -> None:
    answer = await do(service, where, body)
    assert answer.status_code == 422, answer.text
    assert [each["pointer"] for each in answer.json()["errors"]] == [pointer]


async def test_ends_and_beginnings_can_lie_ahead(service: Any) -> None:
    await service.open_campaign(agency_codes=None)
    done = await do(service, "9901.9/merger", MERGER | {"effective_on": "2999-01-01"})
    assert done.status_code == 200
    assert (await service.api.get("/agencies/9901.1")).json()["valid_until"] == "2998-12-31"
    assert (await answer_level(service, "9901.1")).status_code == 200


@pytest.mark.parametrize("day", ["2998-12-31", "2999-01-01"])
@pytest.mark.parametrize("ends_by", ["merger", "closure", "split"])
async def test_a_successor_does_not_end_before_it_takes_over(
    service: Any, ends_by: str, day: str
) -> None:
    ahead = {"from_codes": ["9901.2"], "effective_on": "2999-01-01"}
    assert (await do(service, "9901.1/merger", ahead)).status_code == 200
    where, body = {
        "merger": ("9901.3/merger", {"from_codes": ["9901.1"], "agency": NEW}),
        "closure": ("9901.1/closure", {}),
        "split": ("9901.1/split", {"parts": SPLIT["parts"]}),
    }[ends_by]
    for ask in (preview, do):
        refused = await ask(service, where, body | {"effective_on": day})
        told = refused.json()
        assert refused.status_code == 422, told
        assert [each["pointer"] for each in told["errors"]] == ["/effective_on"]
        assert told["errors"][0]["message"].startswith("9901.1 harus masih ada pada 2999-01-01")
    later = await do(service, where, body | {"effective_on": "2999-01-02"})
    assert later.status_code == 200, later.text


async def test_what_goes_on_beside_new_parts_does_not_end_before_them(service: Any) -> None:
    split = SPLIT | {"goes_on": True, "effective_on": "2999-01-01"}
    assert (await do(service, "9901.1/split", split)).status_code == 200
    body = {"from_codes": ["9901.1"], "effective_on": "2998-12-31"}
    refused = await do(service, "9901.2/merger", body)
    assert refused.status_code == 422, refused.text
    later = await do(service, "9901.2/merger", body | {"effective_on": "2999-01-02"})
    assert later.status_code == 200, later.text


async def test_units_cannot_move_ahead(service: Any) -> None:
    await service.put_agency("9901.1.1", "9901.1", agency_kind="unit")
    answer = await do(service, "9901.9/merger", MERGER | {"effective_on": "2999-01-01"})
    assert answer.status_code == 422
    assert "9901.1.1" in answer.json()["errors"][0]["message"]


async def test_a_merger_that_lies_ahead_has_a_way_out_for_units(service: Any) -> None:
    await service.put_agency("9901.1.1", "9901.1", agency_kind="unit")
    ahead = {"from_codes": ["9901.1"], "effective_on": "2999-01-01"}
    refused = await do(service, "9901.2/merger", ahead)
    assert refused.status_code == 422
    told = refused.json()["errors"][0]["message"]
    assert "gabungkan 9901.1.1 mulai hari yang sama" in told
    # What the message says can be done.
    new = {"name": "Unit", "agency_kind": "unit", "parent_code": "9901.2"}
    unit = ahead | {"from_codes": ["9901.1.1"], "agency": new}
    assert (await do(service, "9901.2.1/merger", unit)).status_code == 200
    assert (await do(service, "9901.2/merger", ahead)).status_code == 200


async def test_closure_waits_for_the_units(service: Any) -> None:
    await service.put_agency("9901.1.1", "9901.1", agency_kind="unit")
    answer = await do(service, "9901.1/closure", {"effective_on": DAY})
    assert answer.status_code == 422
    assert "9901.1.1" in answer.json()["errors"][0]["message"]


async def test_a_code_that_is_taken_is_refused(service: Any, bearer: Bearer) -> None:
    assert (
        await do(service, "9901.2/merger", MERGER | {"from_codes": ["9901.1"]})
    ).status_code == 409
    outside = await service.api.put(
        "/agencies/9902",
        json={"name": "Lain", "agency_kind": "regency", "valid_from": "2017-01-01"},
        headers=bearer("coordinator", agency="9902") | {"If-None-Match": "*"},
    )
    assert outside.status_code == 201
    previews = []
    for code in ("9902", "9903"):
        seen = await do(service, f"{code}/merger?preview=true", MERGER)
        previews.append((seen.status_code, seen.text.replace(code, "X")))
    assert previews[0] == previews[1]
    assert previews[0][0] == 200
    taken = await do(service, "9902/merger", MERGER)
    assert (taken.status_code, taken.json()["errors"][0]["pointer"]) == (409, "path/agency_code")


@pytest.mark.parametrize(
    ("where", "body"),
    [
        ("9901/move", {"parent_code": "9901", "effective_on": DAY}),
        ("9901/closure", {"effective_on": DAY}),
        ("9901/split", SPLIT),
    ],
    ids=["move", "closure", "split"],
)
async def test_nobody_ends_or_moves_their_own_agency(
    service: Any, where: str, body: dict[str, Any]
) -> None:
    assert (await do(service, where, body)).status_code == 403


@pytest.mark.parametrize("operation", ["renaming", "move", "merger", "split", "closure"])
async def test_what_is_out_of_reach_does_not_exist(
    service: Any, bearer: Bearer, operation: str
) -> None:
    bodies: dict[str, dict[str, Any]] = {
        "renaming": {"name": "X", "effective_on": DAY},
        "move": {"parent_code": "9901.2", "effective_on": DAY},
        "merger": {"from_codes": ["9901.2"], "effective_on": DAY},
        "split": SPLIT,
        "closure": {"effective_on": DAY},
    }
    answer = await do(
        service,
        f"9901.1/{operation}",
        bodies[operation],
        headers=bearer("coordinator", agency="9901.2"),
    )
    assert answer.status_code == 404


async def test_no_agency_comes_below_one_that_ends_later(service: Any) -> None:
    await service.put_agency("9901.3", valid_until="2090-12-31")
    moved = await do(service, "9901.1/move", {"parent_code": "9901.3", "effective_on": DAY})
    split = SPLIT | {"parts": [SPLIT["parts"][0] | {"parent_code": "9901.3"}]}
    parted = await do(service, "9901.1/split", split)
    for answer in (moved, parted):
        assert answer.status_code == 422
        (wrong,) = answer.json()["errors"]
        assert wrong["pointer"].endswith("/parent_code")
        assert "2090-12-31" in wrong["message"]
