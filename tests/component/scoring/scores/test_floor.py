"""Below the floor of coverage a score is a value and no more."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from tests.component.scoring.judging import (
    ANSWERS,
    BAIK,
    LAST,
    rules,
    started,
    track,
)
from tests.component.scoring.publishing import KEY, OLD_KEY, documents, publish, set_keys
from tests.component.scoring.region import (
    DINAS,
    SPBE,
    agencies,
    decided,
    observed,
    opened,
    unread,
)
from tests.component.scoring.targeting import INDEX, got, put, turns

from scoring.publication.domain.archive import read_archive
from scoring.publication.domain.signing_keys import Keys
from scoring.publication.usecases.recompute import recompute_result
from scoring.publication.usecases.write_workbook import read_sheets
from scoring.results.domain.flaw import FlawFound
from scoring.results.domain.record import read_record, write_record

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.component.scoring.conftest import Service

    from contracts.envelope import Event


async def test_a_thin_score_has_a_value_and_no_predicate(service: Service) -> None:
    worker = await started(service, decided("1", "5", revision=2))
    thin = await track(service)

    assert (thin["announced"], thin["coverage"], thin["level_share"]) == ("2.20", "0.3", "0.3")
    assert (thin["predicate"], thin["maturity_level"]) == (None, None)
    assert (thin["not_judged"], thin["floor"], thin["missing"]) == (
        "below_floor",
        "0.7",
        ["2", "13"],
    )
    assert thin["note"]["id"] == (
        "Belum dapat dinilai: baru 30 % bobot yang mempunyai tingkat, ambangnya 70 %."
        " Belum ada tingkat (2): 2, 13."
    )
    emitted = {each.track: each for each in (await service.said())[-1].tracks}
    assert emitted["provisional"].predicate is None
    assert emitted["provisional"].not_judged == "below_floor"
    assert emitted["provisional"].level_share == "0.3"
    (kept,) = await service.rows("SELECT not_judged FROM score")
    assert kept[0] == (
        '["self", "provisional", "live"] ["below_floor", "below_floor", "below_floor"]'
    )

    await worker.apply(decided("13", "5", revision=3))
    full = await track(service)
    assert (full["announced"], full["level_share"], full["not_judged"]) == ("3.80", "0.7", None)
    assert (full["predicate"], full["note"], full["missing"]) == (BAIK, None, ["2"])


async def test_a_dead_source_takes_no_predicate_away(service: Service) -> None:
    facts = [observed(code, True) for code in DINAS]
    claims = [decided("1", "5", revision=2)]
    worker = await started(service, *claims, *facts)
    await put(service, INDEX, "2.6")
    before = await track(service)
    assert (before["level_share"], before["predicate"]) == ("0.7", BAIK)
    await worker.apply(*map(unread, facts))

    after = await track(service)
    assert (after["coverage"], after["level_share"]) == ("0.3", "0.7")
    assert (after["predicate"], after["not_judged"]) == (BAIK, None)
    assert after["stale_since"] is not None
    assert [turn[1] for turn in await turns(service)] == ["Met"]
    assert (await got(service, INDEX))["state"] == "met"


async def test_a_track_that_is_never_judged_shows_its_value(service: Service) -> None:
    facts = [observed(code, True) for code in DINAS]
    claims = [decided("1", "5", revision=2), decided("2", "5", revision=3)]
    await started(service, *claims, *facts, chosen=rules(live="never"))
    live = await track(service, "live")

    assert (live["announced"], live["predicate"], live["not_judged"]) == ("3.00", None, "never")
    assert live["floor"] == "never"
    assert live["note"]["id"] == (
        "Jalur ini hanya menampilkan nilai dan tidak diberi predikat. 40 % bobot mempunyai tingkat."
    )
    assert (await track(service))["predicate"] == BAIK


async def test_a_thin_year_neither_improves_nor_does_not(service: Service) -> None:
    before = opened(LAST, period="2025", campaign_code="spbe-2025")
    full = [decided(code, "2", revision=2 + at, assessment=LAST) for at, code in ANSWERS]
    worker = await started(service, before, *full, decided("1", "5", revision=2))
    path = f"/scores/{SPBE}/year-on-year"

    async def listed(improving: bool) -> list[str]:  # noqa: FBT001 - as the query has it
        page = await got(service, "/scores", campaign="spbe-2026", improving=improving)
        return [each["assessment_id"] for each in page["items"]]

    assert (await listed(True), await listed(False)) == ([], [])
    thin = await got(service, path)
    assert thin["previous"]["assessment_id"] == str(LAST)
    assert thin["note"]["id"] == (
        "2026: Belum dapat dinilai: baru 30 % bobot yang mempunyai tingkat, ambangnya 70 %."
        " Belum ada tingkat (2): 2, 13. Karena itu kedua nilai ditampilkan tanpa dibandingkan."
    )
    assert (thin["nodes"][0]["before"], thin["nodes"][0]["now"]) == ("2", "2.2")
    assert {node["difference"] for node in thin["nodes"]} == {None}
    assert thin["not_improving"] == []

    await worker.apply(decided("13", "5", revision=3))
    assert (await listed(True), await listed(False)) == ([str(SPBE)], [])
    found = await got(service, path)
    differences = {node["code"]: node["difference"] for node in found["nodes"]}
    assert (found["note"], differences["index"], differences["A2"]) == (None, "1.8", "3")
    assert differences["A1"] is None  # half of it has no level


async def test_explanation_and_what_if_name_no_predicate(service: Service) -> None:
    await started(service, decided("1", "5", revision=2))
    path = f"/scores/{SPBE}"
    said = await got(service, f"{path}/explanation", indicator="index")

    assert (said["next_band"], said["not_judged"], said["level_share"]) == (
        None,
        "below_floor",
        "0.3",
    )
    assert "Belum dapat dinilai: baru 30 % bobot" in said["summary"]["id"]
    answer = await service.api.post(f"{path}/what-if", json={"levels": {"13": "5"}})
    tried = answer.json()
    assert (tried["before"]["predicate"], tried["before"]["next_predicate"]) == (None, None)
    assert tried["before"]["missing"] == ["2", "13"]
    assert "Belum dapat dinilai" in tried["before"]["note"]["id"]
    assert (tried["after"]["predicate"], tried["after"]["note"]) == (BAIK, None)


async def publish_part(
    service: Service, bearer: Callable[..., dict[str, str]], *published: Event
) -> Any:
    """Publish a score of which 30 % of the weight has a level; `published`: edition and set."""
    await service.worker().apply(*published, *agencies(), opened())
    await service.worker().apply(decided("1", "5", revision=2))
    set_keys(service, Keys.of(KEY.text, [OLD_KEY.public.text]))
    service.api.headers.update(bearer("coordinator"))
    return await publish(service)


async def test_what_a_thin_score_publishes_has_no_predicate(
    service: Service, bearer: Callable[..., dict[str, str]]
) -> None:
    made = await publish_part(service, bearer, *documents(floors=None))

    assert made["announced"] == "2.20"
    assert (made["predicate"], made["maturity_level"], made["coverage"]) == (None, None, "0.3")
    checked = await got(service, f"/results/{SPBE}/1/verify")
    assert checked["whole"], checked


async def test_wherever_a_thin_result_is_shown_it_says_why_it_has_no_predicate(
    service: Service, bearer: Callable[..., dict[str, str]]
) -> None:
    made = await publish_part(service, bearer, *documents(floors=None))
    note = {
        "id": "Belum dapat dinilai: baru 30 % bobot yang mempunyai tingkat, ambangnya 70 %."
        " Belum ada tingkat (2): 2, 13.",
        "en": "Cannot be judged yet: only 30 % of the weight has a level, the floor is 70 %."
        " Without a level (2): 2, 13.",
    }
    whole = await got(service, f"/scores/{SPBE}")
    (listed,) = (await got(service, "/results"))["items"]
    shown = [
        made,
        await got(service, f"/results/{SPBE}/1"),
        listed,
        next(each for each in whole["tracks"] if each["track"] == "published"),
    ]
    for view in shown:
        assert (view["predicate"], view["not_judged"]) == (None, "below_floor")
        assert (view["level_share"], view["floor"]) == ("0.3", "0.7")
        assert (view["missing"], view["note"]) == (["2", "13"], note)
    package = (await service.api.get(f"/results/{SPBE}/1/package")).content
    files = read_archive(package)
    readme = files["README.txt"].decode()
    assert readme.startswith(note["id"])
    assert note["en"] in readme
    breakdown = json.loads(files["breakdown.json"])["not_judged"]
    assert (breakdown["reason"], breakdown["note"]) == ("below_floor", note)
    rows = dict(
        row[:2]
        for row in read_sheets(files["breakdown.xlsx"], file="x")["ringkasan"]
        if len(row) > 1
    )
    assert (rows["belum dinilai karena"], rows["not judged because"]) == (note["id"], note["en"])
    verified = await service.api.post("/results/verify", content=package)
    for answer in (verified.json(), await got(service, f"/results/{SPBE}/1/verify")):
        assert (answer["whole"], answer["note"]) == (True, note)


async def test_why_a_result_is_not_judged_is_recomputed(
    service: Service, bearer: Callable[..., dict[str, str]]
) -> None:
    await publish_part(service, bearer, *documents(floors=None))
    files = read_archive((await service.api.get(f"/results/{SPBE}/1/package")).content)
    record = read_record(files["result.json"])
    base, rules_ = json.loads(files["edition.json"]), json.loads(files["derivations.json"])
    content, part = record.content, record.content.not_judged
    assert (record.format_version, part is None) == (2, False)
    recompute_result(content, base, rules_)

    for name, wrong in (
        ("missing", ("2",)),
        ("level_share", "0.6"),
        ("floor", "0.2"),
        ("reason", "never"),
        ("note", content.edition.title),
    ):
        lie = msgspec.structs.replace(part, **{name: wrong})  # type: ignore[type-var]  # it is one
        with pytest.raises(FlawFound) as found:
            recompute_result(msgspec.structs.replace(content, not_judged=lie), base, rules_)
        assert found.value.flaw.field == f"content.not_judged.{name}"
    other = msgspec.structs.replace(record, format_version=1)
    with pytest.raises(FlawFound) as found:
        read_record(write_record(other))
    assert found.value.flaw.field == "format_version"


async def test_a_result_of_a_release_without_floors_stays_valid(
    service: Service, bearer: Callable[..., dict[str, str]]
) -> None:
    """Its predicate was signed with it; above the floor it cannot be missing."""
    made = await publish_part(service, bearer, *documents())
    assert made["predicate"]["id"] == "Cukup"
    package = (await service.api.get(f"/results/{SPBE}/1/package")).content
    files = read_archive(package)
    content = read_record(files["result.json"]).content
    # That release did not say either what has no level below a result with a predicate.
    content = msgspec.structs.replace(content, without_level=None)
    rules_, base = json.loads(files["derivations.json"]), json.loads(files["edition.json"])

    recompute_result(content, base, {**rules_, "coverage_floors": None})
    unnamed = msgspec.structs.replace(content.index, predicate=None)
    thin = msgspec.structs.replace(content, index=unnamed)
    recompute_result(thin, base, {**rules_, "coverage_floors": None})
    with pytest.raises(FlawFound):
        recompute_result(thin, base, rules_)  # without a floor it is judged
