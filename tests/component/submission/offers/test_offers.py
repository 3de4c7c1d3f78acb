"""A root comes below another agency by an offer from above and an acceptance from below."""

from collections.abc import Callable
from typing import Any

from tests.component.submission.offers.offering import PROVINCE, REGION, address, make, put_root

from kit.ids import new_id

Bearer = Callable[..., dict[str, str]]


async def test_an_accepted_offer_puts_the_root_below_and_tells_the_other_services(
    both: Any, above: dict[str, str]
) -> None:
    made = await make(both, above)
    assert (made.status_code, made.headers["etag"]) == (201, '"1"')
    assert made.headers["location"] == f"/api/v1{address(made, of=PROVINCE)}"
    assert made.json() | {"offer_id": None, "offered_at": None} == {
        "offer_id": None,
        "revision": 1,
        "parent_code": PROVINCE,
        "parent_name": f"Provinsi {PROVINCE}",
        "agency_code": REGION,
        "note": None,
        "state": "open",
        "offered_by": "from-above",
        "offered_at": None,
        "ended_by": None,
        "ended_at": None,
    }
    accepted = await both.api.post(f"{address(made)}/acceptance")
    assert (accepted.status_code, accepted.headers["etag"]) == (200, '"2"')
    assert (accepted.json()["state"], accepted.json()["ended_by"]) == ("accepted", "someone")
    assert accepted.json()["ended_at"] >= accepted.json()["offered_at"]
    event = (await both.said("submission.agency", count=5))[-1]
    assert (event.agency_code, event.parent_code, event.revision) == (REGION, PROVINCE, 2)
    for code in (REGION, "9901.1"):
        read = await both.api.get(f"/agencies/{code}", headers=above)
        assert read.status_code == 200


async def test_its_own_assessment_can_be_reviewed_from_above(
    both: Any, above: dict[str, str], bearer: Bearer
) -> None:
    await both.open_campaign()
    await both.reach(f"/assessments/{await both.assessment()}", "dokumen")
    level = f"/assessments/{await both.assessment()}/stages/dokumen/levels/1"
    body = {"level": "2", "explanation": "Dokumen lengkap."}

    async def review(agency: str) -> int:
        headers = bearer("external_assessor", agency=agency) | {"If-Match": '"0"'}
        answer = await both.api.put(level, json=body, headers=headers)
        return int(answer.status_code)

    assert await review(REGION) == 403
    assert await review(PROVINCE) == 404  # not yet below it, so hidden from it
    await both.api.post(f"{address(await make(both, above))}/acceptance")
    assert await review(REGION) == 403
    assert await review(PROVINCE) == 200


async def test_agencies_can_be_entered_in_any_order(
    service: Any, above: dict[str, str], bearer: Bearer
) -> None:
    assert (await make(service, above)).status_code == 404
    await put_root(service, PROVINCE, above)
    early = await make(service, above, agency="9902")
    assert early.status_code == 201
    below = bearer("coordinator", agency="9902")
    absent = await service.api.post(f"{address(early, of='9902')}/acceptance", headers=below)
    assert absent.status_code == 404
    await put_root(service, "9902", below, agency_kind="regency")
    accepted = await service.api.post(f"{address(early, of='9902')}/acceptance", headers=below)
    assert accepted.status_code == 200


async def test_the_same_offer_and_the_same_end_again_change_nothing(
    both: Any, above: dict[str, str]
) -> None:
    first, second = await make(both, above), await make(both, above)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    accepted, again = [await both.api.post(f"{address(first)}/acceptance") for _ in range(2)]
    assert (again.status_code, again.json()) == (200, accepted.json())
    assert len(await both.said("submission.agency", count=5)) == 5
    seen = await both.api.post(f"{address(first)}/acceptance", headers={"If-Match": '"1"'})
    assert seen.status_code == 200


async def test_an_offer_with_another_note_is_refused_and_the_open_one_named(
    both: Any, above: dict[str, str]
) -> None:
    first = await make(both, above, note="Sesuai wilayah.")
    again = await make(both, above, note="Sesuai wilayah.")
    assert (again.status_code, again.json()) == (200, first.json())
    for note in ("Catatan lain.", None):  # no note is another one than this
        other = await make(both, above, note=note)
        assert other.status_code == 409
        assert other.json()["errors"][0]["pointer"] == "/note"
        assert other.json()["offer_id"] == first.json()["offer_id"]
        assert other.json()["note"] == "Sesuai wilayah."


async def test_one_key_makes_and_accepts_once(both: Any, above: dict[str, str]) -> None:
    key = {"Idempotency-Key": "satu"}
    first, second = [await make(both, above | key) for _ in range(2)]
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    ends = [await both.api.post(f"{address(first)}/acceptance", headers=key) for _ in range(2)]
    assert ends[0].json() == ends[1].json()
    assert ends[1].headers["idempotency-replayed"] == "true"


async def test_offers_are_withdrawn_from_above_and_refused_from_below(
    both: Any, above: dict[str, str]
) -> None:
    made = await make(both, above)
    withdrawn = await both.api.post(f"{address(made, of=PROVINCE)}/withdrawal", headers=above)
    assert (withdrawn.json()["state"], withdrawn.json()["ended_by"]) == ("withdrawn", "from-above")
    late = await both.api.post(f"{address(made)}/acceptance")
    assert (late.status_code, late.json()["state"]) == (409, "withdrawn")
    again = await make(both, above)
    assert again.json()["offer_id"] != made.json()["offer_id"]
    refused = await both.api.post(f"{address(again)}/refusal")
    assert (refused.json()["state"], refused.json()["ended_by"]) == ("refused", "someone")
    late = await both.api.post(f"{address(again, of=PROVINCE)}/withdrawal", headers=above)
    assert (late.status_code, late.json()["state"]) == (409, "refused")


async def test_each_side_ends_an_offer_only_in_its_own_way(
    both: Any, above: dict[str, str]
) -> None:
    made = await make(both, above)
    answer = await both.api.post(f"{address(made)}/withdrawal")
    assert answer.status_code == 404
    assert answer.json()["errors"][0]["pointer"] == "path/offer_id"
    answer = await both.api.post(f"{address(made, of=PROVINCE)}/acceptance", headers=above)
    assert answer.status_code == 404


async def test_an_end_starts_from_the_version_that_was_read(
    both: Any, above: dict[str, str]
) -> None:
    made = await make(both, above)
    await both.api.post(f"{address(made)}/refusal")
    stale = await both.api.post(f"{address(made)}/acceptance", headers={"If-Match": '"1"'})
    assert stale.status_code == 412
    assert stale.json()["current"]["body"]["state"] == "refused"


async def test_both_sides_list_their_offers(
    both: Any, above: dict[str, str], bearer: Bearer
) -> None:
    made = [(await make(both, above, agency=code)).json() for code in (REGION, "9902", "9903")]
    await both.api.post(f"/agencies/{REGION}/offers/{made[0]['offer_id']}/refusal")
    listed = (await both.api.get(f"/agencies/{REGION}/offers")).json()["items"]
    assert [(each["offer_id"], each["state"]) for each in listed] == [
        (made[0]["offer_id"], "refused")
    ]
    path = f"/agencies/{PROVINCE}/offers"
    first = (await both.api.get(path, params={"limit": 2}, headers=above)).json()
    params = {"limit": 2, "cursor": first["next_cursor"]}
    rest = (await both.api.get(path, params=params, headers=above)).json()
    assert [each["agency_code"] for each in first["items"] + rest["items"]] == [
        REGION,
        "9902",
        "9903",
    ]
    for params, count in (
        ({"state": "open"}, 2),
        ({"state": "refused"}, 1),
        ({"side": "made"}, 3),
        ({"side": "received"}, 0),
    ):
        found = (await both.api.get(path, params=params, headers=above)).json()
        assert len(found["items"]) == count
    for role in ("leader", "inspectorate", "agency_officer"):
        read = await both.api.get(path, headers=bearer(role, agency=PROVINCE))
        assert read.status_code == 200
    foreign = await both.api.get(path)
    assert foreign.status_code in {403, 404}


async def test_an_offer_is_read_by_both_sides_only(
    both: Any, above: dict[str, str], bearer: Bearer
) -> None:
    made = await make(both, above)
    assert (await both.api.get(address(made))).json() == made.json()
    assert (await both.api.get(address(made, of=PROVINCE), headers=above)).json() == made.json()
    elsewhere = bearer("coordinator", agency="9901.1")
    assert (await both.api.get(address(made), headers=elsewhere)).status_code in {403, 404}
    other = await both.api.get(address(made, of="9901.1"))
    assert other.status_code == 404
    unknown = await both.api.get(f"/agencies/{REGION}/offers/{new_id()}")
    assert unknown.json()["errors"] == [{"pointer": "path/offer_id", "message": "tidak ada"}]


async def test_when_one_offer_is_accepted_the_others_lapse(
    both: Any, above: dict[str, str], bearer: Bearer
) -> None:
    other = bearer("coordinator", agency="9905")
    await put_root(both, "9905", other)
    mine, theirs = await make(both, above), await make(both, other, parent="9905")
    await both.api.post(f"{address(mine)}/acceptance")
    lapsed = (await both.api.get(address(theirs, of="9905"), headers=other)).json()
    assert (lapsed["state"], lapsed["ended_by"]) == ("lapsed", None)
    assert lapsed["ended_at"] is not None
    late = await both.api.post(f"{address(theirs)}/acceptance")
    assert late.status_code == 409
    # What is below already is moved, not offered a place; a root no longer accepts.
    again = await make(both, above)
    assert again.status_code == 409
    new = await make(both, other, parent="9905")
    refused = await both.api.post(f"{address(new)}/acceptance")
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (
        409,
        "path/agency_code",
    )
