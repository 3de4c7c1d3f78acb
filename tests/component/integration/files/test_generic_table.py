"""Tables of any make (`generic-table`) as `docs/connect-a-source.md` has them; its refusals."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from tests.component.integration.fake_planning import DISHUB, KOMINFO
from tests.component.integration.files.dropping import Files, xlsx_of
from tests.component.integration.world import World

PAGE = (Path(__file__).resolve().parents[4] / "docs" / "connect-a-source.md").read_text("utf-8")
(REGISTRATION,) = (
    json.loads(block)
    for block in re.findall(r"```json\n(.*?)```", PAGE, flags=re.DOTALL)
    if "generic-table" in block
)
(TABLE,) = re.findall(r"```csv\n(.*?)```", PAGE, flags=re.DOTALL)
LISTING = "ceilings/2026"


def workbook() -> bytes:
    """Return the table of the page as a workbook."""
    heading, *rows = [line.split(";") for line in TABLE.splitlines()[1:]]
    return xlsx_of([dict(zip(heading, row, strict=True)) for row in rows])


@pytest.fixture
async def tables(api: Any, world: World, dropping: Files) -> Files:
    """The source of the page, registered over HTTP."""
    answer = await api.post("/sources", json=REGISTRATION)
    assert answer.status_code == 201, answer.text
    dropping.pushing.code = REGISTRATION["code"]
    assert await world.sync(REGISTRATION["code"]) == "succeeded"
    return dropping


@pytest.mark.parametrize("data", [TABLE.encode(), TABLE.encode("utf-16"), workbook()])
async def test_a_table_leads_to_the_first_facts(
    api: Any, tables: Files, world: World, data: bytes
) -> None:
    found = await tables.taken(data, listing=LISTING)

    assert (found["state"], found["faults"]) == ("taken", [])
    assert (found["figures"]["rows"], found["figures"]["skipped_total"]) == (2, 1)
    kominfo = await world.facts(KOMINFO)
    assert kominfo["planning.ceiling_amount"] == ("value", "1250000")
    assert kominfo["planning.ceiling_approved"] == ("value", True)
    assert kominfo["planning.ict_amount"] == ("value", "1250000")
    assert (await world.facts(DISHUB))["planning.ceiling_amount"] == ("value", "980000.5")
    # It has no listing of documents, consultations and exchanges: nothing is said of them.
    assert kominfo.keys() == {
        "planning.ceiling_amount",
        "planning.ceiling_approved",
        "planning.ict_amount",
    }
    record = (await api.get("/sources/pagu-9901/records/ceiling/2026:1")).json()
    (version,) = record["versions"]
    assert (version["source_revision"], version["adapter"]) == (1, "generic-table@1")
    shown = (await api.get("/sources/pagu-9901")).json()
    assert (shown["base_url"], shown["secret_name"], shown["ways"]) == (None, None, ["file"])


async def test_what_the_table_says_wrong_is_told_and_nothing_of_it_is_known(
    tables: Files, world: World
) -> None:
    await tables.taken(TABLE.encode(), listing=LISTING)
    wrong = TABLE.replace("980.000,50;Disetujui", "sekian;Disetujui").encode()

    found = await tables.taken(wrong, listing=LISTING)

    faults = [(each["field"], each["reason"]["code"], each["rows"]) for each in found["faults"]]
    assert faults == [("Pagu (Rp)", "not_a_number", [4])]
    assert (await world.facts(DISHUB))["planning.ceiling_amount"] == ("unknown", None)
    assert (await world.facts(KOMINFO))["planning.ceiling_amount"] == ("value", "1250000")


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"ways": ["pull"]}, "/ways"),
        ({"ways": ["file", "pull"]}, "/ways"),
        ({"ways": []}, "/ways"),
        ({"base_url": "http://planning.test"}, "/base_url"),
        ({"secret_name": "planning"}, "/secret_name"),
        ({"push_secret_name": "push"}, "/push_secret_name"),
        ({"adapter": "generic-rest"}, "/adapter"),
    ],
)
async def test_what_only_a_system_has_is_refused(
    api: Any, world: World, changes: dict[str, Any], pointer: str
) -> None:
    given = {**REGISTRATION, **changes}
    if "pull" in changes.get("ways", ()):
        given |= {"base_url": "http://planning.test", "secret_name": "planning"}

    await refused(api, world, given, pointer)


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"listings": [{"listing": "ceilings", "path": "/x/{year}"}]}, "/options/listings/0/path"),
        (
            {"listings": [{"listing": "ceilings", "params": {"thn": "{year}"}}]},
            "/options/listings/0/params",
        ),
        ({"listings": [{"listing": "ceilings", "rows_at": "/a"}]}, "/options/listings/0/rows_at"),
        ({"listings": [{"listing": "schedules"}]}, "/options/listings/0/listing"),
        ({"listings": [{"listing": "ceilings"}] * 2}, "/options/listings/1/listing"),
        ({"listings": []}, "/options/listings"),
        ({"holds": None}, "/options/holds"),
        ({"rest": {"rows_at": "/data"}}, "/options/rest"),
        ({"paging": "pages"}, "/options/paging"),
    ],
)
async def test_a_place_of_a_table_that_nobody_asks_for_is_refused(
    api: Any, world: World, changes: dict[str, Any], pointer: str
) -> None:
    given = {**REGISTRATION, "options": {**REGISTRATION["options"], **changes}}

    await refused(api, world, given, pointer)


async def refused(api: Any, world: World, given: dict[str, Any], pointer: str) -> None:
    answer = await api.post("/sources", json=given)

    assert answer.status_code in (400, 422), answer.text
    assert pointer in {error["pointer"] for error in answer.json()["errors"]}
    assert await world.query("SELECT 1 FROM source") == []
