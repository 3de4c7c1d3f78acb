"""Nobody takes the tree of another, no offer closes a circle, and an offer ends once."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError
from tests.component.submission.offers.offering import PROVINCE, REGION, address, make

from rules.roles import ROLES

Bearer = Callable[..., dict[str, str]]


@pytest.mark.parametrize("end", ["acceptance", "refusal"])
async def test_nobody_takes_the_tree_of_another(
    both: Any, above: dict[str, str], bearer: Bearer, end: str
) -> None:
    made = await make(both, above)
    for headers in (
        above,
        bearer("coordinator", agency="9901.1"),
        bearer("coordinator", agency="8801"),
        bearer("operator", agency=None),
    ):
        answer = await both.api.post(f"{address(made)}/{end}", headers=headers)
        assert answer.status_code in {403, 404}
        answer = await both.api.post(f"{address(made, of=PROVINCE)}/{end}", headers=headers)
        assert answer.status_code in {403, 404}
    kept = await both.api.get("/agencies/9901")
    assert (kept.json()["parent_code"], kept.json()["revision"]) == (None, 1)
    assert (await both.api.get(address(made))).json()["state"] == "open"


async def test_an_offer_comes_from_at_or_above_the_parent(
    both: Any, above: dict[str, str], bearer: Bearer
) -> None:
    await both.put_agency("9900.1", PROVINCE)
    both.api.headers.update(above)
    await both.put_agency("9900.1", PROVINCE, agency_kind="regency")
    both.api.headers.update(bearer("coordinator"))
    assert (await make(both, above, parent="9900.1")).status_code == 201
    own = bearer("operator", agency="9900.1")
    assert (await make(both, own, parent="9900.1")).status_code == 200
    for headers in (own, bearer("coordinator"), bearer("operator", agency=None)):
        assert (await make(both, headers)).status_code in {403, 404}


async def test_who_offers_does_not_learn_what_exists_elsewhere(
    both: Any, above: dict[str, str]
) -> None:
    for code in (REGION, "9901.1", "7777"):
        made = await make(both, above, agency=code)
        assert made.status_code == 201
        assert REGION not in made.text.replace(f'"agency_code":"{code}"', "")


async def test_no_offer_closes_a_circle(both: Any, above: dict[str, str], bearer: Bearer) -> None:
    for agency, parent in ((REGION, REGION), (REGION, "9901.1")):
        answer = await make(both, bearer("coordinator"), parent=parent, agency=agency)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == "/agency_code"
    down = await make(both, above)
    up = await make(both, bearer("coordinator"), parent=REGION, agency=PROVINCE)
    assert (await both.api.post(f"{address(down)}/acceptance")).status_code == 200
    circle = await both.api.post(f"{address(up, of=PROVINCE)}/acceptance", headers=above)
    assert circle.status_code == 409
    assert "melingkar" in circle.json()["detail"]


async def test_two_acceptances_at_once_close_no_circle(
    both: Any, above: dict[str, str], bearer: Bearer
) -> None:
    down = await make(both, above)
    up = await make(both, bearer("coordinator"), parent="9901.1", agency=PROVINCE)
    answers = await asyncio.gather(
        both.api.post(f"{address(down)}/acceptance"),
        both.api.post(f"{address(up, of=PROVINCE)}/acceptance", headers=above),
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]


async def test_an_offer_that_is_accepted_and_withdrawn_at_once_ends_once(
    both: Any, above: dict[str, str]
) -> None:
    made = await make(both, above)
    answers = await asyncio.gather(
        both.api.post(f"{address(made)}/acceptance"),
        both.api.post(f"{address(made, of=PROVINCE)}/withdrawal", headers=above),
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    state = (await both.api.get(address(made))).json()["state"]
    parent = (await both.api.get("/agencies/9901")).json()["parent_code"]
    assert (state, parent) in {("accepted", PROVINCE), ("withdrawn", None)}


async def test_a_region_stands_below_no_agency(
    both: Any, above: dict[str, str], bearer: Bearer
) -> None:
    both.api.headers.update(above)
    await both.put_agency("9900.1", PROVINCE)
    made = await make(both, above, parent="9900.1")
    refused = await both.api.post(f"{address(made)}/acceptance", headers=bearer("coordinator"))
    assert refused.status_code == 409
    assert "perangkat daerah" in refused.json()["detail"]


@pytest.mark.parametrize("role", sorted(ROLES - {"coordinator", "operator"}))
@pytest.mark.parametrize("end", ["", "/acceptance", "/refusal", "/withdrawal"])
async def test_only_coordinators_and_operators_offer_and_end(
    both: Any, above: dict[str, str], bearer: Bearer, *, role: str, end: str
) -> None:
    made = await make(both, above)
    of = REGION if end in {"/acceptance", "/refusal"} else PROVINCE
    headers = bearer(role, agency=of)
    if end:
        answer = await both.api.post(f"{address(made, of=of)}{end}", headers=headers)
    else:
        answer = await make(both, headers)
    assert answer.status_code == 403


@pytest.mark.parametrize("role", ["coordinator", "operator"])
async def test_coordinators_and_operators_of_the_root_accept(
    both: Any, above: dict[str, str], bearer: Bearer, role: str
) -> None:
    made = await make(both, above)
    answer = await both.api.post(f"{address(made)}/acceptance", headers=bearer(role))
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/agency_code"),
        ({"agency_code": "a\0"}, "/agency_code"),
        ({"agency_code": "9901", "note": ""}, "/note"),
        ({"agency_code": "9901", "note": " "}, "/note"),
        ({"agency_code": "9901", "parent_code": "9900"}, "/parent_code"),
    ],
)
async def test_what_cannot_be_read_is_named(
    both: Any, above: dict[str, str], body: dict[str, Any], pointer: str
) -> None:
    answer = await both.api.post(f"/agencies/{PROVINCE}/offers", json=body, headers=above)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == pointer


async def test_an_ended_offer_never_changes_in_the_database(
    both: Any, above: dict[str, str]
) -> None:
    made = await make(both, above)
    with pytest.raises(DBAPIError, match="only ever added to"):
        await both.execute("UPDATE agency_offer SET offered_by = 'nobody'")
    await both.api.post(f"{address(made)}/refusal")
    for statement in (
        "UPDATE agency_offer SET state = 'withdrawn'",
        "DELETE FROM agency_offer",
        "TRUNCATE agency_offer",
    ):
        with pytest.raises(DBAPIError, match="only ever added to"):
            await both.execute(statement)
