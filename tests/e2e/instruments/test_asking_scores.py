"""A score answers for itself: what does not apply, why, since when, what if, and how to more.

The stories follow one another on one running system.
"""

from fractions import Fraction

from tests.e2e.editions import (
    SPBE_EDITION,
    Json,
    answer_all,
    index_of,
    now,
    open_campaign,
    post,
    reaches,
    read,
    track,
    written,
)
from tests.e2e.world import World

CAMPAIGN = "tanya-2026"
OFFICE = "9901.2.15.01"
ABOVE = {"A1": ["D1", "index"], "D1": ["index"], "index": []}
# No two steps on the way to what a story puts may have the same index: it is waited for.
LEVELS = {str(number): str(1 + number * 7 % 5) for number in range(1, 48)}


async def test_what_does_not_apply_gives_its_weight_to_what_else_counts(world: World) -> None:
    nodes = await edition_nodes(world)
    assessment = await open_campaign(world, CAMPAIGN, SPBE_EDITION, agency=OFFICE)
    await answer_all(world, assessment, LEVELS)
    await reaches(world, assessment, index_of(nodes, LEVELS, empty="1"))

    # One of an aspect, then all of another: then the domain's other aspects carry its weight.
    gone = {"3": "n/a"} | dict.fromkeys(indicators_below(nodes, "A6"), "n/a")
    await answer_all(world, assessment, gone)
    levels = LEVELS | gone
    counted = await reaches(world, assessment, index_of(nodes, levels, empty="1"))
    values = {node["code"]: node["exact"] for node in counted["nodes"]}
    assert values["A6"] is None
    assert counted["coverage"] == "1", "to say that it does not apply is an answer"
    alone = await post(world, f"/editions/{SPBE_EDITION}/evaluate", {"levels": levels})
    assert {node["code"]: node["exact"] for node in alone["nodes"] if node["code"] in values} == (
        values
    )
    shares = [Fraction(one["effective_weight"]) for one in alone["nodes"] if is_indicator(one)]
    assert sum(shares) == 100
    await answer_all(world, assessment, {code: LEVELS[code] for code in gone})
    await reaches(world, assessment, index_of(nodes, LEVELS, empty="1"))


async def test_an_aspect_and_the_index_are_explained_and_traced(world: World) -> None:
    nodes = await edition_nodes(world)
    assessment = await world.assessment(CAMPAIGN, OFFICE)
    counted = await track(world, assessment, "self")
    values = {node["code"]: node["exact"] for node in counted["nodes"]}
    for code, kind in (("A1", "aspect"), ("D1", "domain"), ("index", "instrument")):
        asked = {"indicator": code, "track": "self"}
        said = await read(world, f"/scores/{assessment}/explanation", **asked)
        assert (said["kind"], said["level"], said["source"]) == (kind, values[code], "children")
        assert said["summary"]["id"] != said["summary"]["en"]
        terms = {term["code"]: term for term in said["sum"]["terms"]}
        assert set(terms) == {node["code"] for node in nodes if node.get("parent_code") == code}
        again = sum(Fraction(each["share"]) * Fraction(each["value"]) for each in terms.values())
        assert written(again * Fraction(said["sum"]["scale"])) == values[code]

        traced = await read(world, f"/scores/{assessment}/lineage", **asked)
        assert (traced["kind"], traced["level"]) == (kind, values[code])
        parts = {part["code"]: part for part in traced["parts"]}
        assert set(parts) == set(indicators_below(nodes, code))
        assert {part["person"]["explanation"] for part in parts.values()} == {
            "Peraturan Bupati, pasal 4."
        }
        assert all(part["person"]["event"]["topic"] for part in parts.values())
        up = {node["code"]: node["exact"] for node in traced["path"]}
        assert up == {above: values[above] for above in ABOVE[code]}


async def test_the_past_keeps_its_answer(world: World) -> None:
    nodes = await edition_nodes(world)
    assessment = await world.assessment(CAMPAIGN, OFFICE)
    old, before = index_of(nodes, LEVELS, empty="1"), now()
    levels = LEVELS | {"13": "5", "2": "n/a"}
    await answer_all(world, assessment, {code: levels[code] for code in ("13", "2")})
    new = index_of(nodes, levels, empty="1")
    assert old != new
    await reaches(world, assessment, new)
    after = now()
    for moment, index, level in ((before, old, LEVELS["13"]), (after, new, "5")):
        then = await track(world, assessment, "self", as_of=moment)
        assert then["exact"] == written(index)
        said = await read(
            world, f"/scores/{assessment}/explanation", indicator="13", track="self", as_of=moment
        )
        assert said["level"] == level
        listed = await read(world, "/scores", campaign=CAMPAIGN, as_of=moment)
        (score,) = listed["items"]
        assert {each["track"]: each["exact"] for each in score["tracks"]}["self"] == then["exact"]
    await answer_all(world, assessment, {code: LEVELS[code] for code in ("13", "2")})
    await reaches(world, assessment, old)
    assert (await track(world, assessment, "self", as_of=after))["exact"] == written(new)


async def test_what_if_tells_what_then_comes_true(world: World) -> None:
    nodes = await edition_nodes(world)
    assessment = await world.assessment(CAMPAIGN, OFFICE)
    tried = {"1": "5", "12": "4", "40": "n/a", "47": "5"}
    body = {"levels": tried, "track": "self"}
    trial = await post(world, f"/scores/{assessment}/what-if", body)
    assert trial["before"]["exact"] == written(index_of(nodes, LEVELS, empty="1"))
    assert (await track(world, assessment, "self"))["exact"] == trial["before"]["exact"]

    await answer_all(world, assessment, tried)
    counted = await reaches(world, assessment, Fraction(trial["after"]["exact"]))
    assert counted["exact"] == written(index_of(nodes, LEVELS | tried, empty="1"))
    shown = {key: counted[key] for key in ("announced", "predicate", "maturity_level")}
    assert shown == {key: trial["after"][key] for key in shown}
    values = {node["code"]: node["exact"] for node in counted["nodes"]}
    changed = {node["code"]: node["after"] for node in trial["nodes"] if node["code"] in values}
    assert changed.items() <= values.items()
    assert set(changed) >= {"index", "D1", "A1", "D2", "D4"}


async def test_the_path_leads_to_its_target(world: World) -> None:
    assessment = await world.assessment(CAMPAIGN, OFFICE)
    start = Fraction((await track(world, assessment, "self"))["exact"])
    target = start + Fraction(1, 4)
    asked = {"target": str(written(target)), "track": "self"}
    path = await read(world, f"/scores/{assessment}/path", **asked)
    best = path["best"]
    assert path["standing"]["exact"] == written(start)
    assert Fraction(path["needed"]) == Fraction(1, 4)
    gains = sum(Fraction(each["gain"]) for each in best["raises"])
    reached = Fraction(best["standing"]["exact"])
    assert reached == start + gains
    assert reached >= target
    assert all(Fraction(way["effort"]) >= Fraction(best["effort"]) for way in path["alternatives"])

    raises = {each["code"]: each["level_to"] for each in best["raises"]}
    trial = await post(world, f"/scores/{assessment}/what-if", {"levels": raises, "track": "self"})
    assert trial["after"] == best["standing"]
    await answer_all(world, assessment, raises)
    counted = await reaches(world, assessment, reached)
    assert counted["announced"] == best["standing"]["announced"]
    done = await read(world, f"/scores/{assessment}/path", **asked)
    assert (done["needed"], done["best"]["raises"]) == ("0", [])


async def edition_nodes(world: World) -> list[Json]:
    """Return the edition's nodes."""
    nodes: list[Json] = (await read(world, f"/editions/{SPBE_EDITION}"))["nodes"]
    return nodes


def indicators_below(nodes: list[Json], code: str) -> list[str]:
    """Return the codes of all indicators below a node."""
    found: list[str] = []
    for node in nodes:
        if node.get("parent_code") == code:
            found += [node["code"]] if is_indicator(node) else indicators_below(nodes, node["code"])
    return found


def is_indicator(node: Json) -> bool:
    """Say whether a node is answered."""
    return bool(node["kind"] == "indicator")
