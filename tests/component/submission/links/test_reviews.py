"""Each use of an item is accepted or rejected, by who assesses its indicator at the open stage."""

from typing import Any

import pytest

from kit.ids import new_id


async def test_a_link_is_reviewed_for_its_own_use(proving: Any) -> None:
    item = await proving.item()
    first, second = await proving.linked(item, "1"), await proving.linked(item, "2")
    await proving.reach("dokumen")
    accepted = await proving.review(first, "accepted", reason="Pasal 4 memuatnya.")
    assert accepted.status_code == 201, accepted.text
    await proving.review(second, "rejected", reason="Tidak menyebut indikator ini.")

    shown = {each["link_id"]: each["review"] for each in await proving.shown()}
    assert (shown[first]["state"], shown[first]["stage"]) == ("accepted", "dokumen")
    assert (shown[second]["state"], shown[second]["reason"]) == (
        "rejected",
        "Tidak menyebut indikator ini.",
    )
    coverage = await proving.coverage()
    assert (coverage["linked"], coverage["lacking"]) == (["1"], ["2", "P"])


async def test_the_newest_review_counts_and_all_stay(proving: Any) -> None:
    link = await proving.linked(await proving.item())
    await proving.reach("dokumen")
    await proving.review(link, "rejected", reason="Tidak terbaca.")
    again = await proving.review(link, "rejected", reason="Tidak terbaca.")
    assert again.status_code == 200
    assert (await proving.review(link, "accepted", reason="Sekarang terbaca.")).status_code == 201
    history = (await proving.api.get(f"{proving.links}/{link}/reviews")).json()["items"]
    assert [(each["number"], each["state"]) for each in history] == [
        (2, "accepted"),
        (1, "rejected"),
    ]
    (shown,) = await proving.shown()
    assert shown["review"] == history[0]
    with pytest.raises(Exception, match=r"permission denied|only ever added to"):
        await proving.evaluation.service.execute("UPDATE evidence_link_review SET reason = 'x'")


@pytest.mark.parametrize(
    "role", ["own_external_assessor", "internal_assessor", "coordinator", "data_entry"]
)
async def test_only_the_assessing_side_of_the_open_stage_reviews(proving: Any, role: str) -> None:
    link = await proving.linked(await proving.item())
    await proving.reach("dokumen")
    assert (await proving.review(link, "accepted", role)).status_code == 403


async def test_internal_assessors_review_at_the_first_stage(proving: Any) -> None:
    link = await proving.linked(await proving.item())
    reviewed = await proving.review(link, "accepted", "internal_assessor")
    assert (reviewed.status_code, reviewed.json()["review"]["stage"]) == (201, "mandiri")


async def test_who_linked_it_does_not_review_it_and_who_reviewed_links_nothing(
    proving: Any, bearer: Any
) -> None:
    both = bearer("data_entry", "internal_assessor", "external_assessor", subject="serbabisa")
    item = await proving.item()
    body = {"indicator_code": "1", "evidence_id": item}
    link = (await proving.api.post(proving.links, json=body, headers=both)).json()["link_id"]
    review = {"state": "accepted", "reason": "Baik."}
    address = f"{proving.links}/{link}/reviews"
    assert (await proving.api.post(address, json=review, headers=both)).status_code == 403
    await proving.reach("dokumen")
    # Who acted for the agency does not judge it at a later stage.
    assert (await proving.api.post(address, json=review, headers=both)).status_code == 403
    other = bearer("data_entry", "external_assessor", subject="penilai")
    assert (await proving.api.post(address, json=review, headers=other)).status_code == 201
    again = body | {"indicator_code": "2"}
    refused = await proving.api.post(proving.links, json=again, headers=other)
    assert refused.status_code == 403


async def test_a_declared_conflict_and_an_assignment_keep_from_reviewing(
    proving: Any, bearer: Any
) -> None:
    link = await proving.linked(await proving.item())
    await proving.reach("dokumen")
    duty = {"agency_code": "9901.1", "node_code": "1", "duty": "assessor", "stage": "dokumen"}
    person = {"agency_code": "9901", "name": "Nama", "valid_from": "2026-01-01"}
    new = {"If-None-Match": "*"}
    await proving.api.put("/people/orang-lain", json=person, headers=new)
    made = await proving.api.put(
        f"/campaigns/spbe-2026/assignments/{new_id()}", json=duty | {"subject": "orang-lain"}
    )
    assert made.status_code == 201, made.text
    refused = await proving.review(link, "accepted")
    assert (refused.status_code, "orang-lain" in refused.json()["detail"]) == (403, True)
    other = await proving.api.post(
        "/campaigns/spbe-2026/conflicts",
        json={"agency_code": "9901.1", "reason": "Kerabat."},
        headers=bearer("external_assessor", subject="orang-lain"),
    )
    assert other.status_code == 201, other.text
    review = {"state": "accepted", "reason": "Baik."}
    refused = await proving.api.post(
        f"{proving.links}/{link}/reviews",
        json=review,
        headers=bearer("external_assessor", subject="orang-lain"),
    )
    assert refused.status_code == 403


async def test_nothing_is_reviewed_once_the_stage_is_submitted(proving: Any) -> None:
    link = await proving.linked(await proving.item())
    await proving.reach("dokumen")
    await proving.evaluation.submit("dokumen", "external_assessor")
    refused = await proving.review(link, "accepted")
    assert (refused.status_code, refused.json()["missing"][0]["requirement"]) == (
        409,
        "indicator_returned",
    )


@pytest.mark.parametrize("state", ["accepted", "rejected"])
async def test_a_reviewed_link_is_replaced_and_not_removed(proving: Any, state: str) -> None:
    """What was found of it stays: without evidence nothing looks surer than with rejected one."""
    link = await proving.linked(await proving.item())
    assert (await proving.review(link, state, "internal_assessor")).status_code == 201
    refused = await proving.remove(link)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (409, "path/link_id")
    other = await proving.linked(await proving.item(title="Perubahan"), replaces=link)
    counts = {each["link_id"]: each["counts"] for each in await proving.shown()}
    assert counts == {link: False, other: True}


async def test_a_removed_link_is_not_reviewed(proving: Any) -> None:
    link = await proving.linked(await proving.item())
    await proving.remove(link)
    refused = await proving.review(link, "accepted", "internal_assessor")
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (409, "path/link_id")


async def test_where_the_agency_answers_itself_nobody_reviews(proving: Any) -> None:
    service, by = proving.evaluation.service, proving.evaluation.by
    await service.open_akip()
    address = f"/assessments/{await service.assessment('akip-2026', '9901.1')}/evidence-links"
    body = {"indicator_code": "1", "evidence_id": await proving.item()}
    made = await proving.api.post(address, json=body, headers=by("own_agency_officer"))
    assert made.status_code == 201, made.text
    review = {"state": "accepted", "reason": "Baik."}
    path = f"{address}/{made.json()['link_id']}/reviews"
    assert (
        await proving.api.post(path, json=review, headers=by("internal_assessor"))
    ).status_code == 409
