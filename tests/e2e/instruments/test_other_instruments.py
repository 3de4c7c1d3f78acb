"""Old answers carried to a newer edition, and an instrument of grades and criteria.

The stories follow one another on one running system.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path

import yaml
from tests.e2e.editions import (
    SPBE_EDITION,
    Json,
    answer,
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
from tests.e2e.replaying import replay
from tests.e2e.world import REGION, World

OLD_EDITION = "permenpanrb-5-2018"
CROSSWALK = f"/crosswalks/{OLD_EDITION}--{SPBE_EDITION}"
AKIP = "permenpanrb-88-2021-akip"
OFFICE = "9901.2.16.01"
# Nothing, a truth on both sides of a step, and two that do not concern the agency.
OLD_LEVELS = {"1": "4", "2": "5", "3": "2", "4": "n/a", "5": "3", "18": "0", "19": "n/a"} | {
    str(number): str(number % 6) for number in range(20, 35)
}
GRADES = {"E": 0, "D": 30, "C": 50, "CC": 60, "B": 70, "BB": 80, "A": 90, "AA": 100}
MET = {"yes": Fraction(1), "partly": Fraction(1, 2), "no": Fraction(0)}


async def test_old_answers_become_proposals_beside_the_gaps_and_both_indices(
    world: World,
) -> None:
    crosswalk = await read(world, CROSSWALK)
    old = (await read(world, f"/editions/{OLD_EDITION}"))["nodes"]
    new = (await read(world, f"/editions/{SPBE_EDITION}"))["nodes"]
    applied = await post(world, f"{CROSSWALK}/apply", {"levels": OLD_LEVELS, "period": "2026"})

    proposals = proposed(crosswalk, old)
    shown = {each["to_code"]: each["level"] for each in applied["proposals"]}
    means = {each["to_code"]: each["mean"] for each in applied["proposals"]}
    assert means == {code: written(mean) for code, mean in proposals.items()}
    assert shown == {
        code: None if mean is None else str(max(1, int(mean))) for code, mean in proposals.items()
    }
    assert None in shown.values(), "what did not apply proposes nothing"
    gaps = [each["to_code"] for each in applied["gaps"]]
    assert sorted([*gaps, *shown], key=int) == [str(number) for number in range(1, 48)]
    assert all(each["reason"]["id"] and each["reason"]["en"] for each in applied["gaps"])

    carried = {code: level for code, level in shown.items() if level is not None}
    before, after = applied["old"], applied["new"]
    assert (before["edition"], before["exact"]) == (
        OLD_EDITION,
        written(index_of(old, OLD_LEVELS, empty="0")),
    )
    assert (after["edition"], after["exact"]) == (
        SPBE_EDITION,
        written(index_of(new, carried, empty="1")),
    )
    for edition, levels, side in (
        (OLD_EDITION, OLD_LEVELS, before),
        (SPBE_EDITION, carried, after),
    ):
        alone = await post(world, f"/editions/{edition}/evaluate", {"levels": levels})
        assert alone["index"] == {"exact": side["exact"], "announced": side["announced"]}
        assert alone["predicate"] == side["predicate"]
    weights = {name: Fraction(each) for name, each in applied["weights"].items()}
    assert weights["flowed"] + weights["dropped"] == weights["old"] == 100
    assert applied["series_break"] is True
    assert "deret waktu terputus" in applied["notice"]["id"]
    assert "a series breaks between them" in applied["notice"]["en"]


async def test_proposals_are_answers_once_people_put_them(world: World) -> None:
    applied = await post(world, f"{CROSSWALK}/apply", {"levels": OLD_LEVELS})
    carried = {one["to_code"]: one["level"] for one in applied["proposals"] if one["level"]}
    old = await open_campaign(world, "lama-2026", OLD_EDITION, agency=OFFICE)
    new = await open_campaign(world, "baru-2026", SPBE_EDITION, agency=OFFICE)
    assert (await track(world, new, "self"))["exact"] == "1", "a proposal is no answer"
    await answer_all(world, old, OLD_LEVELS)
    await answer_all(world, new, carried)
    for assessment, side in ((old, applied["old"]), (new, applied["new"])):
        counted = await reaches(world, assessment, Fraction(side["exact"]))
        assert counted["announced"] == side["announced"]


async def test_an_unverified_edition_says_so_wherever_it_is_carried_to(world: World) -> None:
    pemdi = "permenpanrb-8-2026-pemdi"
    path = f"/crosswalks/{SPBE_EDITION}--{pemdi}/apply"
    applied = await post(world, path, {"levels": [3] * 47})
    assert (applied["certainty"], applied["new"]["certainty"]) == ("unverified", "unverified")
    assert (applied["old"]["exact"], applied["old"]["certainty"]) == ("3", "verified")
    assert applied["caveat"]["id"]
    assert applied["new"]["caveat"]["en"]
    refused = await world.api.post(path, json={"levels": [3] * 46})
    assert refused.status_code in {400, 422}


async def test_grades_and_criteria_come_to_the_defined_score(world: World, tmp_path: Path) -> None:
    nodes = (await read(world, f"/editions/{AKIP}"))["nodes"]
    assessment = await open_campaign(world, "akip-2026", AKIP, agency=OFFICE)
    answers = {
        "1.a.1": "yes",
        "1.a.2": "partly",
        "1.a.3": "no",
        "1.a.4": "n/a",
        "1.a.5": "no",
        **dict.fromkeys(below(nodes, "1.b"), "yes"),
        **dict.fromkeys(below(nodes, "1.c")[:5], "yes"),
        "1.c.6": "partly",
        "2.a": "BB",
        "2.b": "n/a",
        "2.c": "AA",
        "3.a": "72.5",
        "3.b": "CC",
        "4.a": "D",
        "4.b": "n/a",
        "4.c": "B",
    }
    await answer_all(world, assessment, answers, by=officer(world))
    expected = akip_score(nodes, answers)
    counted = await reaches(world, assessment, sum(expected.values(), Fraction(0)))
    components = {node["code"]: node["exact"] for node in counted["nodes"]}
    assert {code: components[code] for code in expected} == {
        code: written(points) for code, points in expected.items()
    }
    assert counted["predicate"]["id"] == "Baik", counted["exact"]

    (tmp_path / "akip.yaml").write_text(yaml.safe_dump(answers), "utf-8")
    by_command = evaluated(AKIP, tmp_path / "akip.yaml")
    by_api = await post(world, f"/editions/{AKIP}/evaluate", {"levels": answers})
    assert by_command == by_api
    index = {"exact": counted["exact"], "announced": counted["announced"]}
    assert by_api["index"] == index
    assert by_api["predicate"] == "B"


async def test_a_grade_goes_before_criteria_and_what_is_no_grade_is_refused(world: World) -> None:
    nodes = (await read(world, f"/editions/{AKIP}"))["nodes"]
    assessment = await world.assessment("akip-2026", OFFICE)
    levels = await answers_of(world, assessment)
    await answer_all(world, assessment, {"1.b": "A"}, by=officer(world))
    expected = akip_score(nodes, levels | {"1.b": "90"})
    await reaches(world, assessment, sum(expected.values(), Fraction(0)))
    proposes = officer(world)
    for code, wrong in {"1.b": "AB", "1.a.1": "3/4", "2.a": "101", "4.a": "-1"}.items():
        refused = await answer(world, assessment, code, wrong, by=proposes)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/level")


async def test_grades_are_published_and_made_again(world: World) -> None:
    assessment = await world.assessment("akip-2026", OFFICE)
    counted = await track(world, assessment, "self")
    published = await publish(world, assessment, "penetapan")
    assert (published["exact"], published["edition_code"]) == (counted["exact"], AKIP)
    await world.consumed()
    code, said = await replay(world)
    assert (code, "0 rows differ" in said) == (0, True), said


def officer(world: World) -> dict[str, str]:
    """Return the headers of who proposes in AKIP."""
    return {"Authorization": f"Bearer {world.sandbox.token('agency_officer', agency=REGION)}"}


def proposed(crosswalk: Json, old: Sequence[Json]) -> Mapping[str, Fraction | None]:
    """Return the mean that flows to each new indicator; an empty old answer counts 0."""
    weights = {node["code"]: Fraction(node["weight"]) for node in old}
    flows: dict[str, list[tuple[Fraction, Fraction]]] = {}
    for flow in crosswalk["flows"]:
        known = flows.setdefault(flow["to_code"], [])
        level = OLD_LEVELS.get(flow["from_code"], "0")
        if level != "n/a":
            share = Fraction(flow["share"]) * weights[flow["from_code"]]
            known.append((share, Fraction(level)))
    return {
        code: sum((share * level for share, level in known), Fraction(0))
        / sum((share for share, _ in known), Fraction(0))
        if known
        else None
        for code, known in flows.items()
    }


def akip_score(nodes: Sequence[Json], answers: Mapping[str, str]) -> dict[str, Fraction]:
    """Return the points of every component: its weight times the mean of what counts in it."""
    points: dict[str, Fraction] = {}
    for component in (node for node in nodes if node["kind"] == "domain"):
        parts = [
            (Fraction(node["weight"]), value)
            for node in nodes
            if node.get("parent_code") == component["code"]
            and (value := graded(below(nodes, node["code"]), node["code"], answers)) is not None
        ]
        total = sum((weight for weight, _ in parts), Fraction(0))
        mean = sum((weight * value for weight, value in parts), Fraction(0)) / total
        points[component["code"]] = Fraction(component["weight"]) * mean / 100
    return points


def graded(criteria: Sequence[str], code: str, answers: Mapping[str, str]) -> Fraction | None:
    """Return what a sub-component counts: its own answer, or the grade of the share met, or E."""
    own = answers.get(code)
    if own is not None:
        return None if own == "n/a" else Fraction(GRADES.get(own, own))
    concerned = [answers.get(each) for each in criteria if answers.get(each) != "n/a"]
    if not any(concerned):
        return Fraction(0)
    share = sum((MET[each] for each in concerned if each), Fraction(0)) / len(concerned)
    if share == 1:
        return Fraction(80)
    steps = ((Fraction(3, 4), 70), (Fraction(1, 2), 60), (Fraction(1, 4), 50), (Fraction(0), 30))
    return Fraction(next((grade for above, grade in steps if share > above), 0))


def below(nodes: Sequence[Json], code: str) -> list[str]:
    """Return the codes of a node's children."""
    return [node["code"] for node in nodes if node.get("parent_code") == code]


async def answers_of(world: World, assessment: str) -> dict[str, str]:
    """Return what was answered, criteria in words."""
    names = {"0": "no", "1/2": "partly", "0.5": "partly", "1": "yes"}
    found = (await read(world, f"/assessments/{assessment}"))["answers"]
    return {
        each["indicator_code"]: names[each["level"]]
        if each["indicator_code"].count(".") == 2 and each["level"] in names
        else each["level"]
        for each in found
    }
