"""One item, many links: who links what to which indicator, until when, and what is shown."""

import asyncio
from typing import Any

import pytest
from tests.component.submission.evidence.conftest import hash_of
from tests.support import files

from kit.ids import new_id

NOWHERE = str(new_id())


async def test_one_item_proves_many_indicators(proving: Any) -> None:
    item = await proving.item()
    made = await proving.link(item, "1", page="3-4", article="pasal 4", note="Seluruh unit.")
    await proving.linked(item, "2")

    assert made.status_code == 201
    read = await proving.api.get(made.headers["location"].removeprefix("/api/v1"))
    assert read.json() == made.json()
    link = made.json()
    assert (link["title"], link["version"]["version"]) == ("Peraturan Bupati tentang SPBE", 1)
    assert (link["page"], link["article"], link["note"]) == ("3-4", "pasal 4", "Seluruh unit.")
    assert (link["stage"], link["counts"], link["review"], link["risks"]) == (
        "mandiri",
        True,
        None,
        [],
    )
    of_item = await proving.api.get(f"/evidence/{item}/links")
    assert [each["indicator_code"] for each in of_item.json()["items"]] == ["1", "2"]
    assert [each["link_id"] for each in await proving.shown(indicator="1")] == [link["link_id"]]


async def test_the_same_link_again_or_at_once_is_there_once(proving: Any) -> None:
    item = await proving.item()
    answers = await asyncio.gather(*(proving.link(item, page="3") for _ in range(4)))
    assert sorted(each.status_code for each in answers) == [200, 200, 200, 201]
    assert len({each.json()["link_id"] for each in answers}) == 1
    # Another page of it is another link.
    assert (await proving.link(item, page="9")).status_code == 201


async def test_it_says_how_many_indicators_lack_evidence(proving: Any) -> None:
    before = await proving.coverage()
    assert (before["lacking_count"], before["lacking"]) == (3, ["1", "2", "P"])
    link = await proving.linked(await proving.item())
    after = await proving.coverage()
    assert (after["linked"], after["lacking"], after["linked_count"]) == (["1"], ["2", "P"], 1)
    await proving.remove(link)
    assert (await proving.coverage())["lacking_count"] == 3


@pytest.mark.parametrize("role", ["external_assessor", "leader", "internal_assessor"])
async def test_only_who_answers_links(proving: Any, role: str) -> None:
    refused = await proving.link(await proving.item(), role=role)
    assert refused.status_code == 403


async def test_who_is_not_responsible_for_the_indicator_does_not_link(
    proving: Any, bearer: Any
) -> None:
    service = proving.evaluation.service
    for number in ("1", "2"):
        await service.put_agency(f"9901.1.{number}", "9901.1", agency_kind="unit")
    duty = {"agency_code": "9901.1", "node_code": "1", "duty": "responsible"}
    made = await service.api.put(
        f"/campaigns/spbe-2026/assignments/{new_id()}", json=duty | {"unit_code": "9901.1.1"}
    )
    assert made.status_code == 201, made.text
    item = await proving.item("9901.1.1")
    body = {"indicator_code": "1", "evidence_id": item}
    by_unit = bearer("agency_officer", agency="9901.1.1", subject="unit-1")
    other = bearer("agency_officer", agency="9901.1.2", subject="unit-2")
    refused = await proving.api.post(proving.links, json=body, headers=other)
    assert refused.status_code == 404
    linked = await proving.api.post(proving.links, json=body, headers=by_unit)
    assert linked.status_code == 201, linked.text
    # The responsible unit answers for indicator 1 and for no other one.
    refused = await proving.api.post(
        proving.links, json=body | {"indicator_code": "2"}, headers=by_unit
    )
    assert refused.status_code == 403


@pytest.mark.parametrize(
    ("told", "status", "pointer"),
    [
        ({"code": "9"}, 422, "/indicator_code"),
        ({"evidence_id": NOWHERE}, 404, "/evidence_id"),
        ({"version": 2}, 404, "/version"),
        ({"replaces": NOWHERE}, 422, "/replaces"),
        ({"page": " "}, 400, "/page"),
    ],
)
async def test_what_is_not_there_is_not_linked(
    proving: Any, told: dict[str, Any], status: int, pointer: str
) -> None:
    refused = await proving.link(**{"evidence_id": await proving.item()} | told)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (status, pointer)


async def test_evidence_of_another_agency_is_linked_by_who_reaches_it(
    proving: Any, bearer: Any
) -> None:
    """The region's regulation proves what its agencies do; a neighbour's is not seen."""
    of_region, of_neighbour = await proving.item("9901"), await proving.item("9901.2")
    own = bearer("agency_officer", agency="9901.1", subject="sendiri")
    for item in (of_region, of_neighbour):
        body = {"indicator_code": "1", "evidence_id": item}
        refused = await proving.api.post(proving.links, json=body, headers=own)
        assert refused.status_code == 404
    assert (await proving.link(of_region)).status_code == 201
    # People of the agency see what was linked, although the item is not theirs.
    shown = await proving.api.get(proving.links, headers=own)
    assert [each["agency_code"] for each in shown.json()["items"]] == ["9901"]


async def test_a_successor_finds_reads_and_links_what_its_predecessor_left(
    proving: Any, bearer: Any
) -> None:
    """Evidence of the year before belongs to the agency that was; a confidential one stays."""
    item = await proving.item("9901.2", period="2025")
    secret = {"confidential": True, "title": "Daftar kerentanan"}
    keeper = bearer("agency_officer", agency="9901.2", subject="penyimpan")
    record = {"origin": "record", "system": "arsip", "reference": "7"}
    hidden = await proving.api.post(
        "/evidence", json={"kind": "report", "source": record} | secret, headers=keeper
    )
    assert hidden.status_code == 201, hidden.text
    body = {
        "effective_on": "2026-06-01",
        "from_codes": ["9901.2"],
        "agency": {"name": "Dinas Baru", "agency_kind": "agency", "parent_code": "9901"},
    }
    service = proving.evaluation.service
    own = bearer("agency_officer", agency="9901.3", subject="baru")
    merged = await service.api.post("/agencies/9901.3/merger", json=body)
    assert merged.status_code in (200, 201), merged.text
    await service.open_campaign("spbe-baru", under_code="9901.3", agency_codes=["9901.3"])
    address = f"/assessments/{await service.assessment('spbe-baru', '9901.3')}/evidence-links"

    found = await proving.api.get("/evidence", params={"agency": "9901.2"}, headers=own)
    assert [each["evidence_id"] for each in found.json()["items"]] == [
        item,
        hidden.json()["evidence_id"],
    ]
    assert (await proving.api.get(f"/evidence/{item}", headers=own)).status_code == 200
    told = {"indicator_code": "1", "evidence_id": item}
    linked = await proving.api.post(address, json=told, headers=own)
    assert linked.status_code == 201, linked.text
    assert (linked.json()["agency_code"], linked.json()["version"]["period"]) == ("9901.2", "2025")
    # It is read and linked, and not changed; a neighbour sees nothing of it.
    state = {"title": "Lain", "kind": "plan"}
    changed = await proving.api.put(
        f"/evidence/{item}", json=state, headers=own | {"If-Match": '"1"'}
    )
    assert changed.status_code == 404
    neighbour = bearer("agency_officer", agency="9901.1", subject="tetangga")
    assert (await proving.api.get(f"/evidence/{item}", headers=neighbour)).status_code == 404


async def test_what_was_submitted_keeps_its_links(proving: Any) -> None:
    """A frozen indicator loses none; a returned one does; what is removed stays readable."""
    item = await proving.item()
    kept, other = await proving.linked(item, "1"), await proving.linked(item, "2")
    for code, level in (("1", "3"), ("2", "3"), ("P", "70")):
        await proving.evaluation.answer(code, level)
    await proving.evaluation.submit("mandiri", "coordinator")
    refused = await proving.remove(kept)
    assert (refused.status_code, refused.json()["missing"][0]["requirement"]) == (
        409,
        "indicator_returned",
    )
    assert (await proving.link(item, "P")).status_code == 409
    await proving.evaluation.give_back("mandiri", "internal_assessor", i2="Halaman?")
    assert (await proving.remove(kept)).status_code == 409
    removed = await proving.remove(other)
    assert (removed.status_code, removed.json()["counts"]) == (200, False)
    assert (await proving.remove(other)).json() == removed.json()
    assert [each["link_id"] for each in await proving.shown()] == [kept]
    both = [each["link_id"] for each in await proving.shown(removed=True)]
    assert both == [kept, other]
    with pytest.raises(Exception, match=r"permission denied|only ever added to"):
        await proving.evaluation.service.execute("DELETE FROM evidence_link_removal")


async def test_at_a_later_stage_evidence_is_added_and_replaced_but_not_taken_away(
    proving: Any,
) -> None:
    """Assessors ask for more; what the self-assessment rested on stays in the history."""
    first = await proving.linked(await proving.item())
    await proving.reach("dokumen")
    assert (await proving.remove(first)).status_code == 409
    newer = await proving.item(title="Peraturan Bupati perubahan", valid_until="2031-01-01")
    added = await proving.linked(newer, role="data_entry", replaces=first)
    shown = {each["link_id"]: each for each in await proving.shown(indicator="1")}
    assert (shown[first]["counts"], shown[added]["counts"]) == (False, True)
    assert (shown[added]["stage"], shown[added]["replaces"]) == ("dokumen", first)
    # What was added at the open stage may go again; then the first one counts.
    assert (await proving.remove(added)).status_code == 200
    (left,) = await proving.shown()
    assert (left["link_id"], left["counts"]) == (first, True)


async def test_what_a_person_gave_stands_beside_what_a_source_says(
    proving: Any, shelf: Any
) -> None:
    """No record of a source replaces a document of a person, whichever came first."""
    pdf = files.pdf()
    await shelf.put(pdf)
    source = {"origin": "file", "sha256": hash_of(pdf), "name": "perbup.pdf"}
    by_person = await proving.item(source=source)
    record = {"origin": "record", "system": "jdih", "reference": "12/2025"}
    by_source = await proving.item(source=record)
    assert by_person != by_source
    links = [await proving.linked(each) for each in (by_person, by_source)]
    # The source tells a newer state of its record: the person's document is what it was.
    newer = {"source": record | {"sha256": "a" * 64, "adapter_version": "2"}}
    told = await proving.api.post(f"/evidence/{by_source}/versions", json=newer)
    assert told.status_code == 201, told.text

    shown = await proving.shown(indicator="1")
    assert [each["link_id"] for each in shown] == links
    assert [each["version"]["origin"] for each in shown] == ["file", "record"]
    assert [each["newest_version"] for each in shown] == [1, 2]
    assert shown[0]["version"]["file"]["sha256"] == hash_of(pdf)
    assert all(each["counts"] for each in shown)


@pytest.mark.parametrize(("code", "count", "told"), [("1", 100, "100"), ("2", 1_500, "1500")])
async def test_an_indicator_and_an_assessment_have_so_many_links(
    proving: Any, code: str, count: int, told: str
) -> None:
    """Removed ones do not count."""
    item, other = await proving.item(), await proving.item(title="Lain")
    assessment = proving.evaluation.address.rsplit("/", maxsplit=1)[-1]
    await proving.evaluation.service.execute(
        "INSERT INTO evidence_link (link_id, assessment_id, indicator_code, evidence_id, version,"  # noqa: S608 - the test's own ids
        f" stage, made_by, made_at) SELECT gen_random_uuid(), '{assessment}', '{code}', '{item}',"
        f" 1, 'mandiri', 'x', '2026-01-01Z' FROM generate_series(1, {count})"
    )
    refused = await proving.link(other, "1")
    assert (refused.status_code, f"paling banyak {told} kaitan" in refused.text) == (409, True)
    await proving.evaluation.service.execute(
        "INSERT INTO evidence_link_removal SELECT link_id, 'x', now() FROM evidence_link LIMIT 1"
    )
    assert (await proving.link(other, "1")).status_code == 201
