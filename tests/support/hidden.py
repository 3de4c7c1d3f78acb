"""Whether a thing out of reach is answered exactly like one that does not exist."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx
from tests.support.operations import address_of

from operations.row import Operation
from operations.services import Service
from operations.table import table_of

# What no answer may be judged by: it is new for every request.
_NEW_EACH_TIME: Final = ("request_id", "x-request-id", "traceparent", "date")


@dataclass(frozen=True)
class Asked:
    """One operation with what it is asked: a thing that is hidden, and one that is not there."""

    row: Operation
    hidden: Mapping[str, str]
    missing: Mapping[str, str]
    parts: Mapping[str, Any]


def named_in_paths(
    service: Service,
    *,
    hidden: Mapping[str, str],
    missing: Mapping[str, str],
    parts: Mapping[str, Mapping[str, Any]],
) -> Iterable[Asked]:
    """Yield every operation of a service whose path names a thing that belongs to an agency.

    `parts`: what else a request needs by operation id, such as `json` and `params`.
    """
    for row in table_of(service).rows:
        of_it = {name for name in hidden if f"{{{name}}}" in row.path}
        if of_it and row.scope in ("subtree", "published", "signed"):
            yield Asked(
                row,
                {name: hidden[name] for name in of_it},
                {name: missing[name] for name in of_it},
                parts.get(row.id, {}),
            )


async def told(api: httpx.AsyncClient, asked: Asked, values: Mapping[str, str]) -> Any:
    """Return all that an answer says, without the name of what was asked for."""
    path = address_of(asked.row.path, **values).removeprefix("/api/v1")
    answer = await api.request(asked.row.method, path, **asked.parts)

    def unnamed(text: str) -> str:
        for value in values.values():
            text = text.replace(value, "…")
        return text

    headers = {
        name: unnamed(value)
        for name, value in answer.headers.items()
        if name not in (*_NEW_EACH_TIME, "content-length")
    }
    return answer.status_code, headers, _without_id(unnamed(answer.text))


def _without_id(text: str) -> str:
    head, mark, rest = text.partition('"request_id":"')
    return head + mark + rest.partition('"')[2]


async def assert_hidden_is_missing(api: httpx.AsyncClient, asked: Iterable[Asked]) -> set[str]:
    """Compare the answers of every operation; return the ids of those that were compared."""
    compared = set()
    for each in asked:
        hidden, missing = [await told(api, each, values) for values in (each.hidden, each.missing)]
        assert hidden == missing, each.row.id
        assert hidden[0] == httpx.codes.NOT_FOUND, (each.row.id, hidden)
        compared.add(each.row.id)
    return compared
