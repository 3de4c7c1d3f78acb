"""Files are looked at before they count, and end in the facts of a reading."""

import asyncio
import zipfile
from dataclasses import replace
from pathlib import Path

from tests.component.integration.conftest import bearer
from tests.component.integration.fake_planning import DINKES, DISHUB, KOMINFO, YEAR
from tests.component.integration.feeds.pushing import Pushing, records_of
from tests.component.integration.files.dropping import Files, csv_of, xlsx_of
from tests.component.integration.world import World

from integration.files.usecases.work_on import sweep_files
from integration.sources import store as sources
from integration.sources.domain.source import Options


async def test_files_give_the_facts_of_pushes(files: Files, world: World) -> None:
    pushed = Pushing(world, "pushed")
    await pushed.register()
    await pushed.push(*records_of(world.fake.tables))
    names = {"plafon1": "ceilings", "dokumen": "documents"}
    names |= {"konsultasi": "consultations", "pertukaran": "exchanges"}

    for number, (table, listing) in enumerate(names.items()):
        made = (csv_of, xlsx_of)[number % 2](world.fake.tables[table])
        found = await files.taken(made, listing=f"{listing}/{YEAR}")
        assert (found["state"], found["faults"]) == ("taken", [])

    assert await files.pushing.facts() == await pushed.facts()
    assert await files.pushing.records() == await pushed.records()


async def test_nothing_counts_before_it_is_taken_and_the_same_again_changes_nothing(
    files: Files, world: World
) -> None:
    data = csv_of(world.fake.tables["plafon1"])
    shown = await files.looked(data)

    before = await world.query("SELECT * FROM kept_row")
    taken = await files.taken(data)
    stamps = await world.query("SELECT row_id, stamp FROM kept_row ORDER BY 1")
    again = await files.taken(data)

    assert before == []
    assert (shown["state"], shown["figures"]["rows_taken"]) == ("previewed", 3)
    assert taken["figures"] | {"rows_taken": 3} == shown["figures"]
    assert (again["state"], again["file_id"]) == ("taken", shown["file_id"])
    assert await world.query("SELECT row_id, stamp FROM kept_row ORDER BY 1") == stamps


async def test_a_file_that_is_sent_again_counts_again(files: Files, world: World) -> None:
    rows = [dict(row) for row in world.fake.tables["plafon1"]]
    right = csv_of(rows)
    await files.taken(right)
    first = await files.pushing.records()
    rows[0]["Jumlah1"] = "7.00"
    await files.taken(csv_of(rows))
    assert await files.pushing.records() != first

    shown = await files.looked(right)
    again = await files.taken(right)

    assert (shown["state"], shown["figures"]["rows_taken"]) == ("previewed", 1)
    assert again["state"] == "taken"
    assert await files.pushing.records() == first


async def test_two_identical_files_at_once_are_one(files: Files, world: World) -> None:
    data = csv_of(world.fake.tables["plafon1"])

    answers = await asyncio.gather(*(files.drop(data) for _ in range(4)))

    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.json()["file_id"] for answer in answers}) == 1
    assert len(await world.query("SELECT * FROM dropped_file")) == 1


async def test_a_part_adds_and_a_whole_listing_takes_back(files: Files, world: World) -> None:
    rows = world.fake.tables["plafon1"]
    await files.taken(csv_of(rows))

    await files.taken(csv_of(rows[:1]))
    added = await files.pushing.records()
    await files.taken(csv_of(rows[:2]), whole=True)
    whole = await files.pushing.records()

    assert [record_id for _, record_id in sorted(added)] == ["2026:1", "2026:2", "2026:3"]
    assert [record_id for _, record_id in sorted(whole)] == ["2026:1", "2026:2"]


async def test_faults_are_told_by_kind_and_column_and_leave_facts_unknown(
    files: Files, world: World
) -> None:
    rows = [dict(row) for row in world.fake.tables["plafon1"]]
    await files.taken(csv_of(rows))
    rows[0]["Jumlah1"] = "1.2.3"
    rows[1]["Jumlah1"] = "lupa"
    rows[2]["OrgCd"] = "9.99.99"

    found = await files.taken(csv_of(rows))

    faults = [(each["field"], each["reason"]["code"], each["rows"]) for each in found["faults"]]
    assert faults == [("Jumlah1", "not_a_number", [2, 3]), ("OrgCd", "unknown_unit", [4])]
    assert found["figures"]["unreadable"] == 3
    for org in (KOMINFO, DISHUB, DINKES):
        assert (await world.facts(org))["planning.ceiling_amount"] == ("unknown", None)


async def test_rows_without_ids_are_known_by_what_they_are_about(
    files: Files, world: World
) -> None:
    rows = [
        {key: value for key, value in row.items() if key != "transid"}
        for row in world.fake.tables["plafon1"]
    ]
    await files.taken(csv_of(rows))
    first = await files.pushing.records()
    rows[0]["Jumlah1"] = "7.00"
    await files.taken(csv_of(rows))

    second = await files.pushing.records()
    assert first.keys() == second.keys()
    assert {content["amount"] for content, _ in second.values()} == {"7", "125000000"}


async def test_a_file_is_taken_under_the_registration_it_was_shown_under(
    files: Files, world: World
) -> None:
    shown = await files.looked(csv_of(world.fake.tables["plafon1"]))
    async with world.database.transaction() as session:
        held = await sources.find(session, "planning")
        assert held is not None
        changed = replace(held, revision=2, options=Options(number_format="indonesian"))
        await sources.change(session, changed, by="operator", at=world.clock.now())

    answer = await files.take(shown["file_id"])

    assert answer.status_code == 409
    assert "registration 1, now it is 2" in answer.json()["detail"]
    anew = await files.looked(csv_of(world.fake.tables["plafon1"]))
    assert (anew["state"], anew["source_revision"]) == ("previewed", 2)


async def test_what_cannot_be_read_is_refused_with_the_reason(files: Files, tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 20_000_000)
    wrong = {
        "not_readable": [b"PK\x03\x04 cut", bomb.read_bytes(), b"x" * 300_000, b'[{"a":NaN}]'],
        "no_table": [b"a;b\n1;2\n", b"{}"],
    }

    for code, contents in wrong.items():
        for data in contents:
            found = await files.looked(data)
            assert (found["state"], found["reason"]["code"]) == ("refused", code)


async def test_who_may_not_drop_and_what_is_not_its_hash(files: Files, world: World) -> None:
    data = csv_of(world.fake.tables["plafon1"])
    await world.register(code="pulled")

    other_hash = await files.drop(data, sha256="0" * 64)
    unknown = await files.drop(data, listing="nothing/2026")
    files.client.headers.update(bearer("operator", agency="9902"))
    hidden = await files.drop(data)
    files.client.headers.update(bearer("coordinator"))
    forbidden = await files.drop(data)

    statuses = [each.status_code for each in (other_hash, unknown, hidden, forbidden)]
    assert statuses == [422, 400, 404, 403]
    assert await world.query("SELECT * FROM dropped_file") == []
    assert [*files.spool.path("x").parent.iterdir()] == []


async def test_contents_that_nobody_asks_for_are_removed(files: Files, world: World) -> None:
    shown = await files.looked(csv_of(world.fake.tables["plafon1"]))
    await sweep_files(files.spool)
    assert files.spool.has(shown["sha256"])

    files.spool.remove(shown["sha256"])

    assert (await files.take(shown["file_id"])).status_code == 409
