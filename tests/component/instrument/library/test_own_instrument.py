"""An indicator is added by writing a file or a draft: no line of code knows any."""

from importlib.resources import files
from pathlib import Path

import httpx
from tests.support.library import packaged_library

from instrument.derivations.events import fact_catalogue
from instrument.library.usecases.read import read_library
from instrument.worker import publish_library
from kit.database import Database

ADDED = """
  - code: "48"
    kind: indicator
    parent_code: A8
    weight: "1"
    scale_code: service
    name: {id: Layanan daerah sendiri, en: A service of our own}
"""


async def test_indicator_added_to_a_copy_of_an_edition_is_published_and_read(
    database: Database, api: httpx.AsyncClient, tmp_path: Path
) -> None:
    packaged = (
        files("instrument")
        .joinpath("packaged/editions/permenpanrb-59-2020.yaml")
        .read_text("utf-8")
    )
    text = packaged.replace("edition_code: permenpanrb-59-2020", "edition_code: spbe-daerah")
    before, indicator_47 = text.rsplit('weight: "3.00"', 1)
    own = f'{before}weight: "2.00"{indicator_47}{ADDED}'
    (tmp_path / "spbe-daerah.yaml").write_text(own, "utf-8")
    await publish_library(database, read_library(fact_catalogue(), tmp_path))
    answer = await api.get("/editions/spbe-daerah/indicators/48")
    assert answer.json()["indicator"]["weight"] == "1"
    assert [node["code"] for node in answer.json()["path"]] == ["index", "D4", "A8"]
    listed = (await api.get("/editions")).json()["items"]
    assert "spbe-daerah" in {item["edition_code"] for item in listed}


async def test_indicator_added_through_the_api_is_published_and_counts(
    database: Database, author: httpx.AsyncClient
) -> None:
    await publish_library(database, packaged_library())
    own = (await author.get("/editions/permenpanrb-59-2020.json")).json()
    own |= {"edition_code": "spbe-daerah", "instrument_code": "spbe-daerah"}
    last = own["nodes"][-1]
    assert (last["code"], last["weight"]) == ("47", "3")
    last["weight"] = "2"
    own["nodes"].append({**last, "code": "48", "weight": "1", "levels": [], "evidence": []})
    assert (await author.post("/editions", json=own)).json()["defect_count"] == 0
    assert (await author.post("/editions/spbe-daerah/publish")).status_code == 200
    levels = {str(number): 3 for number in range(1, 49)}
    for level, index in ((3, "3"), (5, "3.02")):
        answer = await author.post(
            "/editions/spbe-daerah/evaluate", json={"levels": levels | {"48": level}}
        )
        assert answer.json()["index"]["exact"] == index
