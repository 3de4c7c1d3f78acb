"""Several OpenAPI documents become one without losing or mixing anything."""

from typing import Any

from gateway.description.domain import complete, merge


def document(schema: dict[str, Any], path: str = "/api/v1/things") -> dict[str, Any]:
    return {
        "paths": {
            path: {"get": {"responses": {"200": {"$ref": "#/components/schemas/Thing"}}}},
            "/healthz": {"get": {}},
        },
        "components": {"schemas": {"Thing": schema, "Same": {"type": "string"}}},
    }


def test_public_paths_come_together_and_inner_ones_stay_out() -> None:
    merged = merge(
        {"openapi": "3.1.0", "paths": {"/api/v1/stream": {}}},
        {"b": document({}, "/api/v1/b"), "a": document({}, "/api/v1/a")},
    )

    assert set(merged["paths"]) == {"/api/v1/stream", "/api/v1/a", "/api/v1/b"}
    assert merged["x-unavailable"] == []


def test_schemas_of_one_name_are_kept_apart_when_they_differ() -> None:
    first, second = {"type": "object"}, {"items": {"$ref": "#/components/schemas/Thing"}}

    merged = merge(
        {}, {"alpha": document(first, "/api/v1/a"), "beta": document(second, "/api/v1/b")}
    )

    schemas = merged["components"]["schemas"]
    assert schemas["Thing"] == first
    assert schemas["BetaThing"] == {"items": {"$ref": "#/components/schemas/BetaThing"}}
    assert set(schemas) == {"Thing", "BetaThing", "Same"}
    answer = merged["paths"]["/api/v1/b"]["get"]["responses"]["200"]
    assert answer == {"$ref": "#/components/schemas/BetaThing"}


def test_what_is_merged_is_not_changed() -> None:
    own: dict[str, Any] = {"paths": {}, "components": {"schemas": {}}}

    merge(own, {"a": document({})}, unavailable=["b"])

    assert own == {"paths": {}, "components": {"schemas": {}}}


def test_who_could_not_be_asked_is_named() -> None:
    assert merge({}, {}, unavailable={"b", "a"})["x-unavailable"] == ["a", "b"]


def test_a_completed_document_has_examples_where_nobody_gave_one() -> None:
    content: dict[str, Any] = {"application/json": {"schema": {}}}
    document: dict[str, Any] = {
        "paths": {
            "/api/v1/scores": {
                "get": {
                    "responses": {"200": {"content": content}},
                    "parameters": [
                        {"name": "limit", "in": "query", "schema": {}},
                        {"name": "agency", "in": "query", "schema": {"examples": ["9901"]}},
                    ],
                }
            },
            "/oauth/jwks": {"get": {}},
        }
    }
    examples: dict[str, dict[str, Any]] = {
        "answers": {"GET /api/v1/scores": {"items": []}},
        "parameters": {"limit": 5},
    }

    told = complete(document, examples, {"common": {}, "parameters": {}})
    operation = told["paths"]["/api/v1/scores"]["get"]

    assert operation["responses"]["200"]["content"]["application/json"]["example"] == {"items": []}
    assert operation["parameters"][0]["example"] == 5
    assert "example" not in operation["parameters"][1]
    assert "429" in operation["responses"]
    assert document["paths"]["/oauth/jwks"]["get"]["responses"] == {}


def test_fields_and_parameters_get_descriptions_and_keep_their_own() -> None:
    thing = {
        "properties": {
            "code": {"type": "string"},
            "level": {"type": "string", "description": "its own"},
            "other": {"$ref": "#/components/schemas/Other"},
            "parts": {"type": "array", "items": {"properties": {"code": {}}}},
        }
    }
    other_thing: dict[str, Any] = {"properties": {"code": {}}}
    asked: list[dict[str, Any]] = [
        {"name": name, "in": "query", "schema": {}} for name in ("kind", "odd")
    ]
    document = {
        "paths": {"/api/v1/things": {"get": {"parameters": asked}}},
        "components": {"schemas": {"Thing": thing, "shop__api__Other": other_thing}},
    }
    descriptions = {
        "parameters": {"kind": "which kind"},
        "common": {"code": "a code", "level": "a level", "other": "another"},
        "Other": {"code": "its code"},
    }

    told = complete(document, {"answers": {}, "parameters": {}}, descriptions)

    fields = told["components"]["schemas"]["Thing"]["properties"]
    assert fields["code"]["description"] == "a code"
    assert fields["level"]["description"] == "its own"
    assert fields["other"] == {"$ref": "#/components/schemas/Other", "description": "another"}
    assert fields["parts"]["items"]["properties"]["code"]["description"] == "a code"
    other = told["components"]["schemas"]["shop__api__Other"]["properties"]
    assert other["code"]["description"] == "its code"
    parameters = told["paths"]["/api/v1/things"]["get"]["parameters"]
    assert [each.get("description") for each in parameters] == ["which kind", None]
