"""An indicator more is data alone: written, refused, put right, published, answered, derived.

The stories follow one another on one running system, from the draft to the retirement.
"""

import json
from fractions import Fraction
from pathlib import Path

import yaml
from tests.e2e import own_edition
from tests.e2e.editions import (
    SPBE_EDITION,
    YAML,
    Json,
    answer_all,
    evaluated,
    index_of,
    open_campaign,
    post,
    publish,
    reaches,
    read,
    track,
    written,
)
from tests.e2e.expected_scores import spbe_levels
from tests.e2e.own_edition import ADDED, CODE, LEVELS, own_derivations
from tests.e2e.replaying import replay
from tests.e2e.world import REGION, World
from tests.support.waiting import eventually

from sandbox.region.oracle import expected_facts

CAMPAIGN = "daerah-2026"
EDITION = f"/editions/{CODE}"
DERIVATIONS = f"{EDITION}/derivations"
XLSX = {
    "Content-Type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


async def test_a_draft_with_a_defect_names_path_sheet_and_row_and_is_not_published(
    world: World,
) -> None:
    packaged = (await world.api.get(f"/editions/{SPBE_EDITION}.yaml")).raise_for_status().text
    document = own_edition.own_edition(packaged)
    sent = await world.api.post("/editions", content=yaml.safe_dump(document), headers=YAML)
    assert (sent.status_code, sent.json()["status"]) == (201, "draft"), sent.text
    draft = await post(world, f"{EDITION}/validate")
    assert (draft["publishable"], draft["defects"]) == (True, [])

    workbook = (await world.api.get(f"{EDITION}.xlsx")).raise_for_status().content
    defective, places = own_edition.with_cells(workbook, ADDED, weight="2", scale_code="proses")
    place = next(at for at, node in enumerate(document["nodes"]) if node["code"] == ADDED)
    report = (await world.api.post("/editions/preview", content=defective, headers=XLSX)).json()
    found = {each["pointer"]: where(each) for each in report["defects"]}
    assert found[f"/nodes/{place}/scale_code"] == places["scale_code"]
    (sums,) = [each for each in report["defects"] if "152/11" in each["message"]["en"]]
    assert (sums["sheet"], sums["column"]) == ("nodes", places["weight"][2]), sums

    etag = sent.headers["ETag"]
    put = await world.api.put(EDITION, content=defective, headers=XLSX | {"If-Match": etag})
    assert put.json()["defect_count"] == report["defect_count"] == 2, put.text
    refused = await world.api.post(f"{EDITION}/publish")
    assert refused.status_code == 422
    assert f"/nodes/{place}/scale_code" in {one["pointer"] for one in refused.json()["errors"]}

    whole, _ = own_edition.with_cells(workbook, ADDED)
    headers = XLSX | {"If-Match": put.headers["ETag"]}
    again = (await world.api.put(EDITION, content=whole, headers=headers)).raise_for_status()
    assert again.json()["content_hash"] == draft["content_hash"]
    unknown = await world.api.post("/campaigns", json=campaign("terlalu-dini"))
    assert unknown.json()["errors"][0]["pointer"] == "/edition_code", "a draft is no edition yet"


async def test_a_published_edition_never_changes(world: World) -> None:
    draft = await post(world, f"{EDITION}/validate")
    wanted = {"content_hash": draft["content_hash"]}
    published = await post(world, f"{EDITION}/publish", wanted)
    assert (published["status"], published["content_hash"]) == ("published", wanted["content_hash"])
    assert await post(world, f"{EDITION}/publish", wanted) == published

    shown = await world.api.get(EDITION)
    text = (await world.api.get(f"{EDITION}.yaml")).text
    seen = {"If-Match": shown.headers["ETag"]}
    for changed in (
        await world.api.put(EDITION, content=text, headers=YAML | seen),
        await world.api.delete(EDITION, headers=seen),
    ):
        assert changed.status_code == 409, changed.text
    assert (await world.api.get(EDITION)).json() == shown.json()
    indicator = await read(world, f"{EDITION}/indicators/{ADDED}")
    assert indicator["indicator"]["weight"] == own_edition.WEIGHT
    assert [node["code"] for node in indicator["path"]] == ["index", "D1", "A1"]


async def test_the_difference_is_what_was_changed_and_nothing_else(world: World) -> None:
    found = await read(world, f"/editions/{SPBE_EDITION}/diff/{CODE}")
    assert (found["before"]["edition_code"], found["after"]["edition_code"]) == (SPBE_EDITION, CODE)
    assert found["fields"] == ["instrument_code", "title"]
    (added,) = found["added"]
    assert (added["code"], added["weight"], added["parent_code"]) == (ADDED, "13/11", "A1")
    reweighted = [(each["code"], each["before"], each["after"]) for each in found["reweighted"]]
    assert reweighted == [(str(code), "1.3", "13/11") for code in range(1, 11)]
    assert [(each["code"], each["after"]) for each in found["renamed"]] == [
        ("2", own_edition.RENAMED)
    ]
    for name in ("scales", "dropped", "rescaled", "moved", "reworded"):
        assert found[name] == [], name
    back = await read(world, f"/editions/{CODE}/diff/{SPBE_EDITION}")
    assert ([each["code"] for each in back["dropped"]], back["added"]) == ([ADDED], [])


async def test_levels_come_to_the_same_index_by_api_command_line_and_hand(
    world: World, tmp_path: Path
) -> None:
    nodes = (await read(world, EDITION))["nodes"]
    expected = index_of(nodes, LEVELS, empty="1")
    by_api = await post(world, f"{EDITION}/evaluate", {"levels": LEVELS})
    (tmp_path / "own.yaml").write_text((await world.api.get(f"{EDITION}.yaml")).text, "utf-8")
    (tmp_path / "levels.json").write_text(json.dumps(LEVELS), "utf-8")
    by_command = evaluated(tmp_path / "own.yaml", tmp_path / "levels.json")

    assert by_api == by_command
    assert by_api["index"]["exact"] == written(expected)
    raised = await post(world, f"{EDITION}/evaluate", {"levels": LEVELS | {ADDED: "5"}})
    gain = Fraction(raised["index"]["exact"]) - expected
    assert gain == (5 - Fraction(LEVELS[ADDED])) * Fraction(own_edition.WEIGHT) / 100


async def test_the_running_system_scores_the_own_edition(world: World) -> None:
    nodes = (await read(world, EDITION))["nodes"]
    assessment = await open_campaign(world, CAMPAIGN, CODE)
    await reaches(world, assessment, Fraction(1))
    await answer_all(world, assessment, LEVELS)
    counted = await reaches(world, assessment, index_of(nodes, LEVELS, empty="1"))
    assert counted["coverage"] == "1"
    indicators = {each["code"]: each for each in counted["indicators"]}
    assert (indicators[ADDED]["level"], indicators[ADDED]["source"]) == (LEVELS[ADDED], "person")
    assert indicators["17"]["level"] == "n/a"
    beyond = await world.api.get(f"/assessments/{assessment}/answers/49")
    assert beyond.status_code == 404, "there is no 49th"


async def test_a_wrong_example_refuses_the_publication_of_a_derivation_set(world: World) -> None:
    wrong = yaml.safe_dump(own_derivations(proven="3"))
    sent = await world.api.post(DERIVATIONS, content=wrong, headers=YAML)
    assert (sent.status_code, sent.headers["Location"]) == (201, f"/api/v1{DERIVATIONS}/1")
    report = await post(world, f"{DERIVATIONS}/1/validate")
    assert [each["pointer"] for each in report["defects"]] == ["/examples/0/level"]
    refused = await world.api.post(f"{DERIVATIONS}/1/publish")
    assert refused.status_code == 422
    assert [each["pointer"] for each in refused.json()["errors"]] == ["/examples/0/level"]

    headers = YAML | {"If-Match": sent.headers["ETag"]}
    right = yaml.safe_dump(own_derivations())
    await world.api.put(f"{DERIVATIONS}/1", content=right, headers=headers)
    assert (await post(world, f"{DERIVATIONS}/1/publish"))["status"] == "published"
    headers = YAML | {"If-Match": "*"}
    late = await world.api.put(f"{DERIVATIONS}/1", content=wrong, headers=headers)
    assert late.status_code == 409


async def test_facts_derive_the_added_indicator_and_contradict_its_claim(world: World) -> None:
    assessment = await world.assessment(CAMPAIGN, REGION)
    await answer_all(world, assessment, {ADDED: "3"})
    await choose(world, version=1)
    # Two steps of the own rule ask what the packaged rule of 13 asks besides an amount.
    proven = spbe_levels(expected_facts(world.region), "2026")["13"]
    assert proven == 2, "the sample has agencies that were consulted and one that was not"
    assert (await level(world, assessment, "live"))["rule_code"] == "own-48"
    await reaches(world, assessment, proven, name="live")
    assert await contradictions(world, assessment) == ["Claimed at 3, proven 2."]

    await world.change("e-planning", "consult", org="Dishub")
    await reaches(world, assessment, Fraction(3), name="live")

    async def is_cleared() -> bool:
        return await contradictions(world, assessment) == []

    await eventually(is_cleared)
    said = await read(world, f"/scores/{assessment}/explanation", indicator=ADDED, track="live")
    assert (said["level"], said["rule"]["rule_code"]) == ("3", "own-48")
    cleared = await read(world, f"/scores/{assessment}/contradictions", status="cleared")
    assert [each["rule_code"] for each in cleared["items"]] == ["own-48-derived"]


async def test_a_retired_edition_takes_no_new_campaign_and_the_running_one_goes_on(
    world: World,
) -> None:
    reason = {"reason": "Diganti edisi berikutnya."}
    retired = await post(world, f"{EDITION}/retire", reason)
    assert (retired["status"], retired["retired_reason"]) == ("retired", reason["reason"])

    async def is_known() -> bool:
        # Nobody of this code could take part; that an edition is retired is said before.
        asked = campaign("setelah-dicabut") | {"agency_codes": [f"{REGION}.404"]}
        answer = await world.api.post("/campaigns", json=asked)
        assert answer.status_code == 422, answer.text
        return [each["pointer"] for each in answer.json()["errors"]] == ["/edition_code"]

    await eventually(is_known)
    refused = await world.api.post("/campaigns", json=campaign("setelah-dicabut"))
    assert refused.status_code == 422, refused.text

    assessment = await world.assessment(CAMPAIGN, REGION)
    nodes = (await read(world, EDITION))["nodes"]
    levels = LEVELS | {ADDED: "5", "17": "2"}
    await answer_all(world, assessment, {code: levels[code] for code in (ADDED, "17")})
    await reaches(world, assessment, index_of(nodes, levels, empty="1"))
    assert CODE in {each["edition_code"] for each in (await read(world, "/editions"))["items"]}


async def test_a_result_on_the_own_edition_is_verified_without_us(world: World) -> None:
    assessment = await world.assessment(CAMPAIGN, REGION)
    counted = await track(world, assessment, "self")
    published = await publish(world, assessment, "mandiri")
    assert published["exact"] == counted["exact"]
    assert published["edition_code"] == CODE


async def test_a_replay_makes_the_scores_of_the_own_edition_again(world: World) -> None:
    await world.consumed()
    code, said = await replay(world, "--shuffle", "7", "--duplicates", "0.2")
    assert (code, "0 rows differ" in said) == (0, True), said


async def choose(world: World, *, version: int) -> None:
    """Let the campaign count a derivation set, and wait until its scores have followed."""
    path = f"/campaigns/{CAMPAIGN}"

    async def is_chosen() -> str:
        present = await world.api.get(path)
        headers = {"If-Match": present.headers["ETag"]}
        body = {"derivation_set_version": version}
        put = await world.api.put(path, json=body, headers=headers)
        # The set reaches the service that keeps campaigns a moment after its publication.
        assert put.status_code in {202, 422}, put.text
        return str(put.headers.get("Location", "")).removeprefix("/api/v1")

    job = await eventually(is_chosen)

    async def is_finished() -> bool:
        answered = await world.api.get(job)
        return answered.status_code == 200 and answered.json()["status"] == "finished"

    await eventually(is_finished)


def where(defect: Json) -> tuple[str, int, str]:
    """Return where in a workbook a defect is."""
    return defect["sheet"], defect["row"], defect["column"]


async def contradictions(world: World, assessment: str) -> list[str]:
    """Return the sentences of the open contradictions."""
    found = await read(world, f"/scores/{assessment}/contradictions")
    return [each["text"]["en"] for each in found["items"]]


async def level(world: World, assessment: str, name: str) -> Json:
    """Return the added indicator on a track."""
    score = await read(world, f"/scores/{assessment}")
    shown = next(each for each in score["tracks"] if each["track"] == name)
    return next(each for each in shown["indicators"] if each["code"] == ADDED)


def campaign(code: str) -> Json:
    """Return a campaign on the own edition that nobody may open."""
    return {
        "code": code,
        "name": "Tidak pernah dibuka",
        "edition_code": CODE,
        "period": "2024",
        "agency_codes": [REGION],
    }
