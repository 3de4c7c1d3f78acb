"""What a developer reads of the API: each operation with its roles, its errors and examples."""

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest
from fastapi import FastAPI
from pydantic import SecretStr, TypeAdapter

from gateway.app import create_app
from gateway.description.api.routes import descriptions, examples
from gateway.description.domain import complete, merge
from gateway.settings import GatewaySettings
from kit.web import served
from operations.services import Service

NOWHERE: Final = "127.0.0.1:1"  # nothing listens there, and nothing is asked
ISSUER: Final = "https://issuer.test"
PROBLEM: Final = "application/problem+json"


WORDS: Final = frozenset(
    {
        *("$ref", "additionalProperties", "anyOf", "const", "default", "description"),
        *("discriminator", "enum", "example", "examples", "exclusiveMaximum", "exclusiveMinimum"),
        *("format", "items", "maxItems", "maxLength", "maxProperties", "maximum", "minItems"),
        *("minLength", "minProperties", "minimum", "oneOf", "pattern", "patternProperties"),
        *("prefixItems", "properties", "propertyNames", "required", "title", "type"),
        *("uniqueItems", "allOf", "contentMediaType", "readOnly", "writeOnly"),
    }
)


class Described(NamedTuple):
    """One operation of the whole API."""

    name: str
    operation: dict[str, Any]


def app_of(service: str) -> FastAPI:
    settings = getattr(import_module(f"{service}.settings"), f"{service.capitalize()}Settings")
    made: FastAPI = import_module(f"{service}.app").create_app(
        settings(
            port=0,
            metrics_port=0,
            cursor_key=SecretStr("of-this-test-and-longer-than-32-characters"),
            database_url=SecretStr(f"postgresql+asyncpg://nobody:x@{NOWHERE}/nothing"),
            kafka_bootstrap_servers=NOWHERE,
            oidc_issuer=ISSUER,
        )
    )
    return made


@pytest.fixture(scope="module")
def apps() -> dict[str, FastAPI]:
    return {service.value: app_of(service.value) for service in Service}


@pytest.fixture(scope="module")
def document(apps: dict[str, FastAPI], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    settings = GatewaySettings(
        port=0,
        kafka_bootstrap_servers=NOWHERE,
        oidc_issuer=ISSUER,
        sandbox_issuer=True,
        sandbox_client_secret=SecretStr("of-this-test"),
        sandbox_key_file=Path(tmp_path_factory.mktemp("keys")) / "key.pem",
    )
    own = create_app(settings).openapi()  # nobody was asked yet, so this is the gateway alone
    return complete(
        merge(own, {name: app.openapi() for name, app in apps.items()}), examples(), descriptions()
    )


def described(document: dict[str, Any]) -> Iterator[Described]:
    for path, found in document["paths"].items():
        for method, operation in found.items():
            yield Described(f"{method.upper()} {path}", operation)


def test_every_operation_names_its_roles(document: dict[str, Any]) -> None:
    nameless = [one.name for one in described(document) if not one.operation.get("x-roles")]

    assert sorted(nameless) == [
        "GET /.well-known/openid-configuration",
        "GET /oauth/jwks",
        "POST /oauth/token",
    ]


def test_every_operation_shows_an_answer(document: dict[str, Any]) -> None:
    without = [
        one.name
        for one in described(document)
        for status, answer in one.operation["responses"].items()
        if status.startswith("2")
        and not any("example" in content for content in answer["content"].values())
    ]

    assert without == []


def test_every_change_of_an_assessment_can_be_out_of_order(document: dict[str, Any]) -> None:
    changes = [
        each
        for each in described(document)
        if "/assessments/{assessment_id}/" in each.name and not each.name.startswith("GET ")
    ]
    assert len(changes) > 10
    assert [each.name for each in changes if "409" not in each.operation["responses"]] == []


def test_every_body_and_every_needed_parameter_has_an_example(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    without = [
        f"{one.name}: {name}"
        for one in described(document)
        for name, part in _asked(one.operation)
        if "example" not in part and not _has_example(part["schema"], schemas)
    ]

    assert without == []


def test_every_error_has_its_shape(document: dict[str, Any]) -> None:
    shapeless = [
        f"{one.name} {status}"
        for one in described(document)
        for status, answer in one.operation["responses"].items()
        if status >= "400" and not answer.get("content")
    ]
    public = [one for one in described(document) if " /api/v1/" in one.name]

    assert shapeless == []
    for one in public:
        assert {"400", "401", "403", "429", "503"} <= one.operation["responses"].keys()
        if "requestBody" in one.operation:
            assert {"413", "415"} <= one.operation["responses"].keys()
        for status, answer in one.operation["responses"].items():
            assert status < "400" or list(answer["content"]) == [PROBLEM], one.name


def test_the_examples_are_answers_that_the_services_could_give(apps: dict[str, FastAPI]) -> None:
    answers = dict(examples()["answers"])
    for app in apps.values():
        for operation in served(app):
            if operation.path.startswith("/api/v1/"):
                answer = answers.pop(f"{operation.method} {operation.path}")
                model = (
                    operation.route.response_model
                    or operation.route.endpoint.__annotations__["return"]
                )
                shape = TypeAdapter[Any](model)
                read = shape.dump_python(
                    shape.validate_python(answer), mode="json", exclude_unset=True
                )
                assert read == answer, operation.path

    assert answers == {}


def test_schemas_use_words_of_json_schema_only(document: dict[str, Any]) -> None:
    found = set(_words(document["paths"])) | set(_words(document["components"]["schemas"]))

    assert found - WORDS == set()


def test_a_part_of_an_address_says_what_the_gateway_forwards(document: dict[str, Any]) -> None:
    loose = [
        f"{one.name}: {parameter['name']}"
        for one in described(document)
        for parameter in one.operation.get("parameters", [])
        if parameter["in"] == "path"
        and parameter["schema"].get("type") == "string"
        and not {"pattern", "format", "enum", "const"} & parameter["schema"].keys()
    ]

    assert loose == []


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    found = set(re.findall(r"'\$ref': '#/components/schemas/([^']+)'", repr(document)))

    assert found <= document["components"]["schemas"].keys()


def test_every_operation_says_what_it_is(document: dict[str, Any]) -> None:
    ids = [one.operation["operationId"] for one in described(document)]

    assert len(ids) == len(set(ids))
    for one in described(document):
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", one.operation["operationId"]), one.name
        assert one.operation.get("description"), one.name
        assert one.operation["x-scope"], one.name
        assert one.operation["x-kind"], one.name


def test_every_field_and_parameter_says_what_it_means(document: dict[str, Any]) -> None:
    without = {
        f"{name}.{field}"
        for name, schema in document["components"]["schemas"].items()
        for field, part in _fields(schema)
        if not part.get("description")
    } | {
        f"{one.name}: {parameter['name']}"
        for one in described(document)
        for parameter in one.operation.get("parameters", [])
        if not parameter.get("description") and not parameter["schema"].get("description")
    }

    assert not without, "\n".join(sorted(without))


def test_no_description_is_of_what_is_not_there(document: dict[str, Any]) -> None:
    texts = descriptions()
    schemas = document["components"]["schemas"]
    fields = {field for schema in schemas.values() for field, _ in _fields(schema)}
    named = {
        parameter["name"]
        for one in described(document)
        for parameter in one.operation.get("parameters", [])
    }

    assert texts.pop("common").keys() <= fields
    assert texts.pop("parameters").keys() <= named
    for name, own in texts.items():
        (schema,) = [each for key, each in schemas.items() if key.rpartition("__")[2] == name]
        assert own.keys() <= {field for field, _ in _fields(schema)}, name


def _words(part: Any) -> Iterator[str]:
    """Yield the words of all schemas: what stands beside a type, a reference or a choice."""
    if isinstance(part, list):
        for item in part:
            yield from _words(item)
    if isinstance(part, dict):
        if {"$ref", "anyOf", "oneOf"} & part.keys() or isinstance(part.get("type"), str):
            yield from () if "scheme" in part else part
        for name, inner in part.items():
            if name == "properties":
                yield from _words([*inner.values()])
            elif name not in ("example", "examples", "default", "enum", "const"):
                yield from _words(inner)


def _fields(schema: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(schema, list):
        for item in schema:
            yield from _fields(item)
    if isinstance(schema, dict):
        properties = schema.get("properties", {})
        yield from properties.items()
        for inner in (*schema.values(), *properties.values()):
            yield from _fields(inner)


def _asked(operation: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for content in operation.get("requestBody", {}).get("content", {}).values():
        yield "body", content
    for parameter in operation.get("parameters", []):
        yield parameter["name"], parameter


def _has_example(schema: dict[str, Any], schemas: dict[str, Any]) -> bool:
    if "example" in schema or "examples" in schema:
        return True
    if "$ref" in schema:
        return _has_example(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    parts = [*schema.get("anyOf", []), *schema.get("properties", {}).values()]
    return any(_has_example(part, schemas) for part in parts)
