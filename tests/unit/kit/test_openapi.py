from fastapi import FastAPI

from kit.openapi import operations


def test_every_operation_names_its_roles_and_its_errors(app: FastAPI) -> None:
    document = app.openapi()
    operation = document["paths"]["/api/v1/orders/{number}"]["get"]

    assert document["openapi"].startswith("3.1")
    assert operation["x-roles"] == ["coordinator", "leader"]
    assert operation["security"] == [{"token": []}]
    assert set(operation["responses"]) == {"200", "400", "401", "403", "503"}
    assert "application/problem+json" in operation["responses"]["401"]["content"]
    assert "Problem" in document["components"]["schemas"]
    assert app.openapi() is document


def test_operations_of_health_are_not_in_the_document(app: FastAPI) -> None:
    assert "/healthz" not in app.openapi()["paths"]


def test_the_walk_sees_every_operation(app: FastAPI) -> None:
    walked = {(one.method, one.path): one.roles for one in operations(app)}

    assert walked[("GET", "/healthz")] is None
    assert walked[("POST", "/api/v1/orders/{number}/ship")] == frozenset({"leader", "coordinator"})
