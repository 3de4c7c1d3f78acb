"""The whole table. The gateway routes by it, services start by it, tests and OpenAPI read it."""

from typing import Final

from operations.resources import (
    agencies,
    assessments,
    campaigns,
    crosswalks,
    editions,
    evidence,
    facts,
    feeds,
    people,
    recommendations,
    reconciliations,
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
    *people.ROWS,
    *campaigns.ROWS,
    *assessments.ROWS,
    *evidence.ROWS,
    *recommendations.ROWS,
    *scores.ROWS,
    *targets.ROWS,
    *results.ROWS,
    *sources.ROWS,
    *facts.ROWS,
    *feeds.ROWS,
    *reconciliations.ROWS,
    *stream.ROWS,
)
# Only while the gateway issues tokens itself, as in the sandbox.
TOKENS: Final[tuple[Operation, ...]] = tokens.ROWS


def table_of(service: Service) -> Table:
    """Return the operations that a service answers."""
    return Table(tuple(row for row in OPERATIONS if row.service == service), ROLES)
