"""The whole table. The gateway routes by it, services start by it, tests and OpenAPI read it."""

from collections.abc import Iterable
from typing import Final

from operations.resources import (
    agencies,
    assessments,
    campaigns,
    crosswalks,
    editions,
    facts,
    results,
    scores,
    sources,
    stream,
    targets,
    tokens,
)
from operations.row import Operation, Table
from operations.services import Service
from rules.roles import ROLES

OPERATIONS: Final[tuple[Operation, ...]] = (
    *editions.ROWS,
    *crosswalks.ROWS,
    *agencies.ROWS,
    *campaigns.ROWS,
    *assessments.ROWS,
    *scores.ROWS,
    *targets.ROWS,
    *results.ROWS,
    *sources.ROWS,
    *facts.ROWS,
    *stream.ROWS,
)
# Only while the gateway issues tokens itself, as in the sandbox.
TOKENS: Final[tuple[Operation, ...]] = tokens.ROWS


def table_of(service: Service) -> Table:
    """Return the operations that a service answers."""
    return Table(tuple(row for row in OPERATIONS if row.service == service), ROLES)


def most_exact_first(rows: Iterable[Operation]) -> list[Operation]:
    """Return rows in an order in which the first path that matches an address is the right one.

    `/results/chain` comes before `/results/{assessment_id}`, and `/{code}.json` before `/{code}`.
    """
    return sorted(rows, key=lambda row: [_exactness(part) for part in row.path.split("/")])


def _exactness(part: str) -> tuple[bool, bool, str]:
    return "{" in part, part.startswith("{") and part.endswith("}"), part
