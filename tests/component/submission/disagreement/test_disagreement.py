"""How far self-assessments and assessors lie apart, as a coordinator reads it."""

from collections.abc import Callable
from typing import Any

import pytest

from submission.disagreement.domain import opinions
from tables.csv_text import read_csv
from tables.workbook import read_sheet

PATH = "/campaigns/spbe-2026/disagreement"


async def read(service: Any, below: str = "", **params: Any) -> Any:
    answer = await service.api.get(f"{PATH}{below}", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def listed(service: Any, below: str, **params: Any) -> list[Any]:
    items: list[Any] = []
    cursor: dict[str, str] = {}
    while True:
        page = await read(service, below, **params, **cursor)
        items += page["items"]
        if page["next_cursor"] is None:
            return items
        cursor = {"cursor": page["next_cursor"]}


async def test_self_and_final_are_compared_exactly_and_the_rest_is_told_apart(
    evaluated: Any,
) -> None:
    found = await read(evaluated)
    assert (found["first_stage"], found["last_stage"]) == ("mandiri", "reviu")
    assert (found["assessment_count"], found["final_count"]) == (2, 1)
    levels, percent = found["scales"]
    # "1" claims 3 and ends at 1; nobody decided "2" anew, which is no agreement of two.
    assert (levels["scale_code"], levels["mean"], levels["announced_mean"]) == (
        "levels",
        "1",
        "1.00",
    )
    counts = ("pair_count", "above_count", "below_count", "equal_count", "inherited_count")
    assert [levels[name] for name in counts] == [2, 1, 0, 0, 1]
    assert levels["distribution"] == [
        {"difference": "0", "count": 1},
        {"difference": "2", "count": 1},
    ]
    # Two pairs by hand: 3-1 and 2-2. Squares 4 of 2; by chance 3 meets 1, 2 and 2 meets 1, 2:
    # 4 + 1 + 1 + 0 of 4. So 1 - 2 / 1.5.
    assert levels["kappa"]["value"] == "-0.333"
    assert levels["kappa_of_decided"]["cause"] == "one_pair"
    assert (percent["mean"], percent["announced_mean"]) == ("3.4", "3.40")
    assert (percent["kappa"]["value"], percent["kappa"]["cause"]) == (None, "not_in_steps")
    assert percent["kappa"]["reason"]["id"].startswith("skalanya tidak bertingkat")
    assert [(each["cause"], each["count"]) for each in found["uncompared"]] == [("not_final", 3)]


async def test_agencies_and_indicators_are_listed_by_pages(evaluated: Any) -> None:
    agencies = await listed(evaluated, "/agencies", limit=1)
    assert [each["agency_code"] for each in agencies] == ["9901.1", "9901.2"]
    assert agencies[1]["scales"] == []
    assert agencies[1]["uncompared"][0]["reason"]["id"] == "tahap terakhir belum ditutup"
    indicators = await listed(evaluated, "/indicators", limit=1)
    assert [each["indicator_code"] for each in indicators] == ["1", "2", "P"]
    assert [each["scales"][0]["mean"] for each in indicators] == ["2", "0", "3.4"]
    assert indicators[0]["scales"][0]["kappa"]["cause"] == "one_pair"


@pytest.mark.parametrize("limit", [1, 2, 4, 200])
async def test_both_levels_stand_apart_on_pages_of_any_size(evaluated: Any, limit: int) -> None:
    found = await listed(evaluated, "/levels", limit=limit)
    names = (
        "agency_code",
        "indicator_code",
        "own_level",
        "final_level",
        "final_stage",
        "difference",
    )
    assert [tuple(each[name] for name in names) for each in found] == [
        ("9901.1", "1", "3", "1", "reviu", "2"),
        ("9901.1", "2", "2", "2", "mandiri", "0"),
        ("9901.1", "P", "70", "66.6", "dokumen", "3.4"),
        ("9901.2", "1", "3", None, None, None),
        ("9901.2", "2", None, None, None, None),
        ("9901.2", "P", None, None, None, None),
    ]
    assert [each["is_inherited"] for each in found[:3]] == [False, True, False]
    of_one = await listed(evaluated, "/levels", limit=limit, indicator="P", agency="9901.2")
    assert [(each["indicator_code"], each["cause"]) for each in of_one] == [("P", "not_final")]
    of_all = await listed(evaluated, "/levels", limit=limit, indicator="P")
    assert [each["agency_code"] for each in of_all] == ["9901.1", "9901.2"]


async def test_filters_by_what_is_not_there_are_refused(evaluated: Any) -> None:
    refused = await evaluated.api.get(f"{PATH}/levels", params={"indicator": "9"})
    assert refused.status_code == 400
    assert "1, 2" in refused.json()["errors"][0]["message"]
    assert (await evaluated.api.get(f"{PATH}/levels?agency=9902")).status_code == 404


async def test_assessors_are_judged_from_enough_pairs_only(
    evaluated: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = await listed(evaluated, "/assessors", limit=1)
    assert (first["subject"], second["subject"]) == ("a-external_assessor", "a-reviewer")
    assert (first["decision_count"], first["agency_count"], first["stages"]) == (2, 1, ["dokumen"])
    assert first["minimum_pairs"] == 20
    for each in first["bases"]:
        assert (each["pair_count"], each["is_judged"], each["mean"]) == (1, False, None)
        assert (each["above_count"], each["distribution"]) == (None, [])
        assert each["kappa"]["cause"] == "too_few_pairs"
    monkeypatch.setattr(opinions, "MINIMUM_PAIRS", 1)
    first, second = await listed(evaluated, "/assessors")
    found = {(each["scale_code"], each["basis"]): each["mean"] for each in first["bases"]}
    assert found == {
        ("levels", "stage_before"): "-1",
        ("levels", "other_assessors"): "1",
        ("levels", "final"): "1",
        ("percent", "stage_before"): "-3.4",
    }
    assert {each["basis"]: each["mean"] for each in second["bases"]} == {
        "stage_before": "-1",
        "other_assessors": "-1",
    }


async def test_only_coordinators_read_it_and_only_their_reach(
    evaluated: Any, bearer: Callable[..., dict[str, str]]
) -> None:
    own = "UPDATE assessment SET agency_code = '{}' WHERE agency_code = '{}'"
    await evaluated.execute(own.format("9901", "9901.1"))
    # Who is assessed does not see how their assessors judge.
    assert await listed(evaluated, "/assessors") == []
    await evaluated.execute(own.format("9901.1", "9901"))
    for role in ("leader", "external_assessor", "approver", "operator"):
        answer = await evaluated.api.get(PATH, headers=bearer(role))
        assert answer.status_code == 403, role
    evaluated.api.headers.update(bearer("coordinator", agency="9901.2"))
    found = await read(evaluated)
    assert (found["assessment_count"], found["scales"]) == (1, [])
    assert {each["agency_code"] for each in await listed(evaluated, "/levels")} == {"9901.2"}
    assert (await evaluated.api.get(f"{PATH}/assessors")).status_code == 403


async def test_the_files_say_the_same_and_name_nobody(evaluated: Any) -> None:
    answer = await evaluated.api.get(f"{PATH}.xlsx")
    assert answer.status_code == 200, answer.text
    assert 'filename="spbe-2026-disagreement.xlsx"' in answer.headers["content-disposition"]
    indicators, agencies = (
        [[cell.text for cell in row.cells] for row in read_sheet(answer.content, name)]
        for name in ("indikator", "instansi")
    )
    assert indicators[0][:3] == ["kode", "skala", "pasangan"]
    assert indicators[1][:8] == ["1", "levels", "1", "1", "0", "0", "0", "2"]
    assert agencies[1][:9] == ["9901.1", "levels", "2", "1", "0", "0", "1", "1", "-0.333"]
    assert (agencies[3][0], agencies[3][2], agencies[3][-1]) == ("9901.2", None, "3")
    written = await evaluated.api.get(f"{PATH}.csv", headers={"Accept-Language": "en"})
    assert 'filename="spbe-2026-disagreement.csv"' in written.headers["content-disposition"]
    levels = [[cell.text for cell in row.cells] for row in read_csv(written.content)]
    assert levels[1][:8] == ["9901.1", "1", "Name", "levels", "3", "1", "reviu", "2"]
    assert (len(levels), levels[4][-1]) == (7, "the last stage is not closed")
    assert "a-external_assessor" not in written.text
