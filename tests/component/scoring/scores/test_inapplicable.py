"""An answer that something does not apply is an answer and no level."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from tests.component.scoring.judging import (
    ANSWERS,
    BAIK,
    LAST,
    OCTOBER,
    rules,
    spared,
    started,
    track,
)
from tests.component.scoring.region import REGION, SPBE, agencies, decided, opened
from tests.component.scoring.replaying import publish, replayed
from tests.component.scoring.targeting import INDEX, got, put, turns
from tests.golden.editions import packaged_event

from scoring.state.store.score import IS_JUDGED

if TYPE_CHECKING:
    from tests.component.scoring.conftest import Service

    from contracts.envelope import Event

SENTENCE = (
    "Belum dapat dinilai: baru 60 % bobot yang mempunyai tingkat, ambangnya 70 %."
    " Tidak berlaku, n/a (1): 13. Terlalu banyak yang dijawab tidak berlaku: paling banyak 60 %"
    " bobot dapat mempunyai tingkat. Periksa jawaban n/a itu, atau gunakan instrumen yang sesuai"
    " bagi instansi ini."
)


def answers(*levels: str | None, assessment: UUID = SPBE) -> list[Event]:
    """Return the decisions on indicators 1, 2 and 13."""
    return [
        decided(code, level, revision=2 + at, assessment=assessment)
        for (at, code), level in zip(ANSWERS, levels, strict=True)
        if level is not None
    ]


async def test_a_score_of_which_too_much_does_not_apply_has_no_predicate(service: Service) -> None:
    worker = await started(service, *answers("5", "5", "n/a"), on=spared())
    thin = await track(service)

    assert (thin["announced"], thin["coverage"], thin["level_share"]) == ("5.00", "1", "0.6")
    assert (thin["predicate"], thin["not_judged"]) == (None, "below_floor")
    assert (thin["missing"], thin["inapplicable"]) == ([], ["13"])
    assert thin["note"]["id"] == SENTENCE
    told = {each.track: each for each in (await service.said())[-1].tracks}
    for code in ("self", "provisional"):
        assert (told[code].level_share, told[code].predicate) == ("0.6", None)
        assert told[code].not_judged == "below_floor"
    said = await got(service, f"/scores/{SPBE}/explanation", indicator="index")
    assert (said["level_share"], said["inapplicable"]) == ("0.6", ["13"])
    assert said["summary"]["id"].endswith(SENTENCE)

    # Exactly on the floor is enough: 30 % do not apply.
    await worker.apply(decided("13", "5", revision=9), decided("2", "n/a", revision=10))
    full = await track(service)
    assert (full["level_share"], full["predicate"], full["note"]) == ("0.7", BAIK, None)
    assert (full["missing"], full["inapplicable"]) == ([], ["2"])
    # A stage that says so takes the level away from its own track and those after it.
    await worker.apply(decided("1", "n/a", revision=11, stage="dokumen"))
    assert (await track(service, "dokumen"))["level_share"] == "0.4"
    assert (await track(service, "self"))["level_share"] == "0.7"


async def test_what_counts_its_anchor_has_a_level(service: Service) -> None:
    await started(service, *answers("5", "5", "n/a"), on=spared(of_13="1"))
    found = await track(service)

    assert (found["announced"], found["level_share"]) == ("3.40", "1")
    assert (found["predicate"], found["inapplicable"]) == (BAIK, [])


async def test_spbe_with_46_of_47_that_do_not_apply_has_no_predicate(service: Service) -> None:
    """The most that anybody can leave out, and still have a value."""
    edition = packaged_event("permenpanrb-59-2020")
    codes = [node.code for node in edition.nodes if node.kind == "indicator"]
    levels = [
        decided(code, "5" if code == "1" else "n/a", revision=at)
        for at, code in enumerate(codes, 2)
    ]
    start = opened(edition_code=edition.edition_code, derivation_set_version=None)
    await service.worker().apply(edition, *agencies(), start, *levels)
    found = await track(service, "self")

    assert (found["announced"], found["coverage"], found["level_share"]) == ("5.00", "1", "0.013")
    assert (found["predicate"], found["maturity_level"]) == (None, None)
    assert len(found["inapplicable"]) == 46
    assert "paling banyak 1.3 % bobot dapat mempunyai tingkat" in found["note"]["id"]


async def test_it_turns_no_target_and_decides_no_year(service: Service) -> None:
    worker = await started(service, *answers("5", "5", "5"), on=spared())
    await put(service, INDEX, "2")
    assert [turn[1] for turn in await turns(service)] == ["Met"]
    await worker.apply(decided("13", "n/a", revision=9))

    shown = await got(service, INDEX)
    assert (shown["state"], shown["assessment_id"]) == ("unknown", None)
    assert (shown["not_judged"], shown["inapplicable"]) == ("below_floor", ["13"])
    assert shown["note"]["id"] == SENTENCE
    assert [turn[1] for turn in await turns(service)] == ["Met"]
    (judged,) = await service.rows(f"SELECT {IS_JUDGED.format(score='s')} FROM score AS s")  # noqa: S608 - the test's own text
    assert not judged[0]


async def test_a_month_of_which_too_much_does_not_apply_leaves_the_year_to_others(
    service: Service,
) -> None:
    later = opened(OCTOBER, period="2026-02", campaign_code="2026-02")
    full, thin = answers("2", "2", "2"), answers("5", "n/a", "n/a", assessment=OCTOBER)
    early = opened(LAST, period="2026-01", campaign_code="2026-01")
    first = answers("2", "2", "2", assessment=LAST)
    worker = await started(service, *full, early, *first, later, *thin, on=spared())
    await worker.apply(*(decided(code, None, revision=20 + at) for at, code in ANSWERS))
    made = await put(service, INDEX, "2.1")

    assert (made["state"], made["exact"], made["assessment_id"]) == ("missed", "2", str(LAST))


async def test_a_target_of_a_part_needs_the_floor_of_that_part(service: Service) -> None:
    await started(service, *answers("5", "n/a", "5"), on=spared())
    made = await put(service, f"/targets/{REGION}/spbe/2026/A1", "2")

    assert (made["state"], made["exact"], made["inapplicable"]) == ("unknown", "5", ["2"])
    assert "baru 50 % bobot" in made["note"]["id"]
    assert (await put(service, INDEX, "2"))["state"] == "met"


async def test_it_neither_improves_nor_does_not(service: Service) -> None:
    before = opened(LAST, period="2025", campaign_code="spbe-2025")
    full = answers("2", "2", "2", assessment=LAST)
    worker = await started(service, before, *full, *answers("5", "5", "n/a"), on=spared())

    async def listed(improving: bool) -> list[str]:  # noqa: FBT001 - as the query has it
        page = await got(service, "/scores", campaign="spbe-2026", improving=improving)
        return [each["assessment_id"] for each in page["items"]]

    assert (await listed(True), await listed(False)) == ([], [])
    compared = await got(service, f"/scores/{SPBE}/year-on-year")
    assert compared["note"]["id"].startswith(f"2026: {SENTENCE}")
    await worker.apply(decided("13", "5", revision=9))
    assert (await listed(True), await listed(False)) == ([str(SPBE)], [])


async def test_what_if_and_path_reckon_with_levels_alone(service: Service) -> None:
    worker = await started(service, *answers("5", "n/a", None), on=spared())
    path = f"/scores/{SPBE}"

    async def asked(what: str, status: int = 200, **body: Any) -> Any:
        answer = await service.api.post(f"{path}/{what}", json=body)
        assert answer.status_code == status, answer.text
        return answer.json()

    found = await asked("path", target="2", alternatives=0)
    assert (found["needed_share"], found["not_judged"]) == ("0.4", "below_floor")
    assert [each["code"] for each in found["best"]["raises"]] == ["13"]
    reached = found["best"]["standing"]
    assert (reached["level_share"], reached["not_judged"]) == ("0.7", None)
    tried = (await asked("what-if", levels={"13": "n/a"}))["after"]
    assert (tried["level_share"], tried["inapplicable"]) == ("0.3", ["2", "13"])
    assert (tried["predicate"], tried["not_judged"]) == (None, "below_floor")

    await worker.apply(decided("13", "n/a", revision=8))
    refused = await asked("path", 422, target="2", alternatives=0)
    assert (refused["not_judged"], refused["level_share"]) == ("below_floor", "0.3")
    assert "Terlalu banyak yang dijawab tidak berlaku: paling banyak 30 %" in refused["detail"]
    assert "Longgarkan" not in refused["detail"]


async def test_a_replay_comes_to_the_same(service: Service) -> None:
    await service.hear(spared(), rules(), *agencies(), opened(), *answers("5", "n/a", "n/a"))
    await publish(service)

    outcome = await replayed(service)
    assert (outcome.differing, outcome.shown) == (0, [])
