"""What is no document, or too much of one, is refused before anything is done with it."""

from typing import Any

import httpx
import pytest

YAML = "application/yaml"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BOMB = "a: &a [x, x]\n" + "".join(
    f"{name}: &{name} [*{before}, *{before}]\n"
    for before, name in zip("abcdefg", "bcdefgh", strict=True)
)


@pytest.mark.parametrize(
    ("kind", "content", "part"),
    [
        ("application/json", "{", "unreadable JSON"),
        ("application/json", "[]", "no JSON object"),
        ("application/json", '{"a": 1, "a": 2}', "written twice"),
        ("application/json", '{"a": NaN}', "is no number"),
        ("application/json", '{"a": ' * 70 + "1" + "}" * 70, "nested too deeply"),
        ("application/json", '{"a": "\\u0000"}', "broken character"),
        ("application/json", '{"a": "\\ud800"}', "broken character"),
        ("application/json", b"\xff", "not UTF-8"),
        (YAML, BOMB, "aliases"),
        (YAML, "a: &x\n  b: *x\n", "aliases"),
        (YAML, "a: [" * 5_000, "deeply"),
        (YAML, "a: 1\na: 2\n", "written twice"),
        (YAML, "? [a]\n: 1\n", "must be text"),
        (YAML, "1: a\n", "is no text"),
        (YAML, "a: .inf\n", "no kind of value"),
        (YAML, "a: !!binary aGk=\n", "tags (!) are not read"),
        (YAML, "a: !!python/object:os.system {}\n", "unreadable YAML"),
        (YAML, "a: 2026-02-31\n", "unreadable YAML"),
        (YAML, "- a\n", "not a mapping"),
        (YAML, "a: b: c\n", "unreadable YAML"),
        (XLSX, b"PK no workbook", ""),
    ],
)
@pytest.mark.parametrize("path", ["/editions", "/editions/preview"])
async def test_unreadable_document_is_refused_with_the_reason(
    author: httpx.AsyncClient, path: str, kind: str, content: str | bytes, part: str
) -> None:
    answer = await author.post(
        path, content=content, headers={"Content-Type": kind, "Accept-Language": "en"}
    )
    assert answer.status_code == 400
    assert answer.json()["detail"] in (
        "The document cannot be read.",
        "The request could not be read.",
        "Write every member of the JSON only once.",
    )
    assert part in answer.json()["errors"][0]["message"]


@pytest.mark.parametrize("path", ["/editions", "/editions/preview"])
async def test_json_is_refused_by_its_depth_before_it_is_read(
    author: httpx.AsyncClient, path: str
) -> None:
    headers = {"Content-Type": "application/json", "Accept-Language": "en"}
    answer = await author.post(path, content="[" * 100_000, headers=headers)
    assert answer.status_code == 400
    assert answer.json()["detail"] == "The JSON is nested too deeply."


async def test_other_kinds_of_files_are_not_read(author: httpx.AsyncClient) -> None:
    answer = await author.post("/editions", content="x", headers={"Content-Type": "text/csv"})
    assert answer.status_code == 415
    assert "application/yaml" in answer.json()["detail"]
    book: dict[str, Any] = {"content": b"PK", "headers": {"Content-Type": XLSX}}
    assert (await author.post("/editions/x/derivations", **book)).status_code == 415


async def test_body_above_the_limit_is_refused(author: httpx.AsyncClient) -> None:
    answer = await author.post("/editions", json={"edition_code": "x" * 2_000_000})
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("name", "most"),
    [("nodes", 2_000), ("scales", 100), ("predicates", 100), ("maturity_levels", 100)],
)
async def test_lists_of_an_edition_are_bounded(
    author: httpx.AsyncClient, document: dict[str, Any], name: str, most: int
) -> None:
    document[name] = [{}] * (most + 1)
    report = (await author.post("/editions/preview", json=document)).json()
    assert [(each["pointer"], each["message"]["en"]) for each in report["defects"]] == [
        (f"/{name}", f"at most {most} items, it has {most + 1}")
    ]


async def test_texts_are_bounded(author: httpx.AsyncClient, document: dict[str, Any]) -> None:
    document["title"]["id"] = "x" * 4_001
    report = (await author.post("/editions/preview", json=document)).json()
    assert [each["pointer"] for each in report["defects"]] == ["/title/id"]
    stored = await author.post("/editions", json=document)
    assert (stored.status_code, stored.json()["title"]) == (201, None)


async def test_edition_that_no_event_could_carry_is_a_defect(
    author: httpx.AsyncClient, document: dict[str, Any]
) -> None:
    hint = {"id": "x" * 3_900, "en": "y"}
    document["nodes"][2]["evidence"] += [{"code": f"b{n}", "name": hint} for n in range(220)]
    report = (await author.post("/editions/preview", json=document)).json()
    assert [each["pointer"] for each in report["defects"]] == [""]
    assert "at most 850000 bytes" in report["defects"][0]["message"]["en"]


@pytest.mark.parametrize(
    ("name", "most"), [("rules", 200), ("contradictions", 200), ("examples", 500)]
)
async def test_lists_of_a_derivation_set_are_bounded(
    author: httpx.AsyncClient,
    document: dict[str, Any],
    derivations: dict[str, Any],
    name: str,
    most: int,
) -> None:
    await author.post("/editions", json=document)
    derivations[name] = [{}] * (most + 1)
    report = (await author.post("/editions/contoh/derivations/preview", json=derivations)).json()
    assert [each["pointer"] for each in report["defects"]] == [f"/{name}"]


async def test_conditions_nest_twenty_deep_at_most(
    author: httpx.AsyncClient, document: dict[str, Any], derivations: dict[str, Any]
) -> None:
    await author.post("/editions", json=document)
    leaf = {"kind": "fact", "fact": "accountability.iku_set", "operator": "exists"}
    for depth in (20, 21):
        deep: dict[str, Any] = dict(leaf)
        for _ in range(depth - 1):
            deep = {"kind": "not", "condition": deep}
        derivations["rules"][0]["derivation"]["steps"][1]["condition"] = deep
        report = await author.post("/editions/contoh/derivations/preview", json=derivations)
        found = [each for each in report.json()["defects"] if "nest" in each["message"]["en"]]
        assert len(found) == depth - 20


async def test_defects_without_end_are_counted_and_a_hundred_named(
    author: httpx.AsyncClient, document: dict[str, Any]
) -> None:
    document["nodes"] = [{f"k{key}": 1 for key in range(10)} for _ in range(500)]
    report = (await author.post("/editions/preview", json=document)).json()
    assert report["defect_count"] > 5_000
    assert len(report["defects"]) == 100
    stored = await author.post("/editions", json=document)
    assert stored.json()["defect_count"] == report["defect_count"]
    refused = await author.post("/editions/contoh/publish")
    assert (refused.status_code, len(refused.json()["errors"])) == (422, 100)
    assert refused.json()["more_errors"] == report["defect_count"] - 100
