"""The routes of an app and the rows of the table: each has the other, or the app does not start."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

from kit.web._admission import parameters_of, takes_body
from kit.web._middleware import QUIET_PATHS
from operations.row import Operation, Table


class Served(NamedTuple):
    """One method on one path of an app; `row` is None for what stands outside of the table."""

    method: str
    path: str
    row: Operation | None
    route: APIRoute


def served(app: FastAPI) -> Iterator[Served]:
    """Walk all operations of an app, those of included routers too."""
    rows: Mapping[str | None, Operation] = app.state.operations
    for found in iter_route_contexts(app.routes):
        route = found.original_route
        if isinstance(route, APIRoute):
            for method in sorted(found.methods or ()):
                yield Served(method, found.path or "", rows.get(route.operation_id), route)


def check(app: FastAPI, table: Table) -> None:
    """Let an app start whose routes are exactly the operations of its table.

    Raises:
        ValueError: A route has no row, or a row no route.
    """
    wanted = {(row.id, row.method, row.path) for row in table.rows}
    there = {
        (one.route.operation_id or one.route.name, one.method, one.path)
        for one in served(app)
        if one.path not in QUIET_PATHS
    }
    if without_row := sorted(there - wanted):
        raise ValueError(f"the table of operations does not have these routes: {without_row}")
    if without_route := sorted(wanted - there):
        raise ValueError(f"no route has these operations of the table: {without_route}")
    known = [(one.row, one.route) for one in served(app) if one.row is not None]
    app.state.parameters = {row.id: parameters_of(route) for row, route in known}
    name = app.state.settings.service_name
    app.state.bodiless = {row.id for row, route in known if not takes_body(route, row, name)}
