"""What is shown of a draft has the shape that the OpenAPI document gives it, whatever was written.

schemathesis, which checks answers of the whole product in `make chaos`, checks these.
"""

from typing import Any

import httpx
import pytest
import schemathesis
from schemathesis.schemas import BaseSchema

HARMS: dict[str, Any] = {
    "edition_code": 5,
    "instrument_code": ["x"],
    "title": "a text",
    "source": None,
    "certainty": "maybe",
    "caveat": {"id": "hanya satu bahasa"},
    "in_force_from": "yesterday",
    "in_force_until": 20260101,
    "period_kind": {"kind": "year"},
    "announced_decimals": "two",
    "not_applicable": 0,
    "scales": {},
    "predicates": "none",
    "maturity_levels": None,
    "nodes": [1, "two", None, {"code": 3}],
    "status": "published",
    "revision": "first",
    "content_hash": 7,
    "remark": {"a": [None]},
}
SETS: list[dict[str, Any]] = [
    {},
    {"rules": None},
    {"rules": [5, {"code": 6}]},
    {"status": "published", "revision": "first", "x": {}},
    {"rules": [], "examples": "none", "coverage_floors": [], "contradictions": 3},
]
EDITION = "/api/v1/editions/{edition_code}"


@pytest.fixture
async def schema(author: httpx.AsyncClient) -> BaseSchema:
    return schemathesis.openapi.from_dict(
        (await author.get("http://instrument.test/openapi.json")).json()
    )


async def show(client: httpx.AsyncClient, schema: BaseSchema, path: str, **values: Any) -> None:
    answer = await client.get(path.format(**values).removeprefix("/api/v1"))
    assert answer.status_code in (200, 404, 409, 422), answer.text
    schema[path]["GET"].validate_response(answer)


async def test_a_defective_edition_is_shown_as_promised(
    author: httpx.AsyncClient, schema: BaseSchema, document: dict[str, Any]
) -> None:
    whole = {name: {**document, name: harm} for name, harm in HARMS.items()}
    whole |= {"all": {**document, **HARMS}, "nothing-else": {}}
    for name, harmed in whole.items():
        code = name.replace("_", "-")
        made = await author.post("/editions", json=harmed | {"edition_code": code})
        assert made.status_code == 201, made.text
        schema["/api/v1/editions"]["POST"].validate_response(made)
        for below in ("", ".json", ".yaml", ".xlsx", "/derivations"):
            await show(author, schema, f"{EDITION}{below}", edition_code=code)
        await show(
            author,
            schema,
            f"{EDITION}/indicators/{{indicator_code}}",
            edition_code=code,
            indicator_code="1",
        )
        for below in ("/validate", "/evaluate"):
            checked = await author.post(f"/editions/{code}{below}", json={"levels": {}})
            schema[f"{EDITION}{below}"]["POST"].validate_response(checked)

    listed = await author.get("/editions?status=draft")
    assert len(listed.json()["items"]) == len(whole)
    schema["/api/v1/editions"]["GET"].validate_response(listed)


async def test_a_defective_derivation_set_is_shown_as_promised(
    author: httpx.AsyncClient, schema: BaseSchema, document: dict[str, Any]
) -> None:
    derivations = f"{EDITION}/derivations"
    for number, harmed in enumerate(SETS):
        code = f"contoh-{number}"
        await author.post("/editions", json=document | {"edition_code": code})
        preview = await author.post(f"/editions/{code}/derivations/preview", json=harmed)
        schema[f"{derivations}/preview"]["POST"].validate_response(preview)
        made = await author.post(f"/editions/{code}/derivations", json=harmed)
        schema[derivations]["POST"].validate_response(made)
        for below in ("", "/{version}", "/{version}.yaml"):
            await show(author, schema, f"{derivations}{below}", edition_code=code, version=1)


async def test_a_preview_of_anything_is_shown_as_promised(
    author: httpx.AsyncClient, schema: BaseSchema, document: dict[str, Any]
) -> None:
    for harmed in (HARMS, document | {"edition_code": {"a": 1}}, {"crosswalk_code": [], **HARMS}):
        for path in ("/editions/preview", "/crosswalks/preview"):
            answer = await author.post(path, json=harmed)
            assert answer.status_code == 200, answer.text
            schema[f"/api/v1{path}"]["POST"].validate_response(answer)
