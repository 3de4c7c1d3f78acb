from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Path
from pydantic import Field
from tests.support.operations import table_for

from kit.fields import Body, WholeQuery
from kit.settings import AppSettings
from kit.web import IfNoneMatch, build_app, served


def test_every_operation_names_its_roles_and_its_errors(app: FastAPI) -> None:
    document = app.openapi()
    operation = document["paths"]["/api/v1/orders/{number}"]["get"]

    assert document["openapi"].startswith("3.1")
    assert operation["x-roles"] == ["coordinator", "leader"]
    assert operation["security"] == [{"token": []}]
    assert operation["operationId"] == "read"
    assert operation["x-scope"] == "everyone"
    assert operation["x-kind"] == "read"
    assert set(operation["responses"]) == {"200", "400", "401", "403", "404", "503"}
    assert "application/problem+json" in operation["responses"]["401"]["content"]
    assert "Problem" in document["components"]["schemas"]
    assert app.openapi() is document


def test_what_a_route_says_of_its_errors_is_kept_and_gets_its_shape(
    settings: AppSettings,
) -> None:
    router = APIRouter()
    said: dict[int | str, dict[str, Any]] = {
        404: {"description": "No such order"},
        422: {"description": "It breaks a rule"},
    }

    @router.put("/api/v1/rules/{number}", responses=said)
    async def put(number: int, rule: dict[str, int]) -> dict[str, int]:
        return rule | {"number": number}

    table = table_for(router, roles=("leader",))
    app = build_app(settings, title="Shop", routers=[router], table=table)
    answers = app.openapi()["paths"]["/api/v1/rules/{number}"]["put"]["responses"]

    assert set(answers) == {"200", "400", "401", "403", "404", "413", "415", "422", "503"}
    assert answers["422"]["description"] == "It breaks a rule"
    for status in set(answers) - {"200"}:
        assert "application/problem+json" in answers[status]["content"]
    assert "HTTPValidationError" not in app.openapi()["components"]["schemas"]


def test_a_command_takes_an_idempotency_key(app: FastAPI) -> None:
    paths = app.openapi()["paths"]
    command = paths["/api/v1/orders"]["post"]

    assert "Idempotency-Key" in {one["name"] for one in command["parameters"]}
    assert "422" in command["responses"]
    assert "422" not in paths["/api/v1/orders/{number}"]["get"]["responses"]


def test_bounds_and_keys_are_said_in_words_of_json_schema(settings: AppSettings) -> None:
    class Prices(Body):
        prices: dict[Annotated[str, Field(pattern="^[a-z]+$")], int]

    router = APIRouter()

    @router.put("/api/v1/prices/{number}")
    async def put(
        number: Annotated[WholeQuery, Path(ge=1, lt=9)], prices: Prices, tag: IfNoneMatch = None
    ) -> int:
        return number + len(prices.prices) + len(tag or "")

    table = table_for(router, roles=("leader",))
    document = build_app(settings, title="Shop", routers=[router], table=table).openapi()
    operation = document["paths"]["/api/v1/prices/{number}"]["put"]

    number = operation["parameters"][0]["schema"]
    assert (number["minimum"], number["exclusiveMaximum"]) == (1, 9)
    assert not {"ge", "lt"} & number.keys()
    keys = document["components"]["schemas"]["Prices"]["properties"]["prices"]
    assert keys["additionalProperties"] is False
    assert list(keys["patternProperties"]) == ["^[a-z]+$"]
    assert "304" in operation["responses"]


def test_operations_of_health_are_not_in_the_document(app: FastAPI) -> None:
    assert "/healthz" not in app.openapi()["paths"]


def test_the_walk_sees_every_operation(app: FastAPI) -> None:
    walked = {(one.method, one.path): one.row for one in served(app)}
    ship = walked["POST", "/api/v1/orders/{number}/ship"]

    assert walked["GET", "/healthz"] is None
    assert ship is not None
    assert ship.id == "ship"
    assert ship.roles == {"leader", "coordinator"}
