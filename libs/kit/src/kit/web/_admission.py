"""What every request passes before its operation begins: role, body or none, names in its query."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, get_origin

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel

from kit.auth import authorise, operation_of
from kit.errors import Invalid
from operations.row import Operation
from rules.refusal import Refusal
from rules.text import Text, listed

MOST_NAMED: Final = 50  # codes, in an answer to one that does not exist


async def admit(request: Request) -> None:
    """Let a request in that has the role, and asks for nothing that the operation does not know.

    A name that is not known would be left out in silence: a filter with a slip of the pen would
    answer with everything. An app that passes an operation on leaves its query to who answers it.

    Raises:
        Unauthenticated, Forbidden: See `authorise`.
        Invalid: The query has a parameter that the operation does not have, or one of them twice;
            or there is a body that would be left out in silence.
    """
    await authorise(request)
    operation = operation_of(request)
    if operation.id in request.app.state.bodiless and await _has_body(request):
        raise Invalid(
            Text(
                "Operasi ini tidak menerima isi permintaan. Kirim lagi tanpa isi.",
                "This operation takes no body. Send the request again without one.",
            ),
            errors=[Refusal("", Text("harus kosong", "must be empty"))],
        )
    if operation.is_open or operation.service != request.app.state.settings.service_name:
        return
    if wrong := [*_wrong_names(request)]:
        raise Invalid(
            Text("Periksa parameter pada alamat.", "Check the parameters of the address."),
            errors=wrong,
        )


def unknown_code(name: str, code: str, known: Sequence[str]) -> Invalid:
    """Return the error for a filter of a query by a code that does not exist; it names `known`."""
    some = listed(known[:MOST_NAMED])
    return Invalid(
        Text(f"Tidak ada {code} untuk “{name}”.", f"There is no {code} for “{name}”."),
        errors=[Refusal(f"query/{name}", Text(f"dikenal: {some.id}", f"known: {some.en}"))],
    )


def takes_body(route: APIRoute, operation: Operation, service_name: str) -> bool:
    """Say whether an operation takes a body; what another service answers may, but for GET."""
    if operation.service != service_name:
        return operation.method != "GET"
    return route.body_field is not None or "requestBody" in (route.openapi_extra or {})


def parameters_of(route: APIRoute) -> Mapping[str, bool]:
    """Return the names of a route's query, and whether each may come more than once."""
    return dict(_parameters(route.dependant))


async def _has_body(request: Request) -> bool:
    if "transfer-encoding" in request.headers:
        return bool(await request.body())
    return request.headers.get("content-length", "0").strip("0") != ""


def _parameters(dependant: Dependant) -> Iterator[tuple[str, bool]]:
    for parameter in dependant.query_params:
        kind = parameter.field_info.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            for name, field in kind.model_fields.items():
                yield field.alias or name, get_origin(field.annotation) is list
        else:
            yield parameter.alias, get_origin(kind) is list
    for inner in dependant.dependencies:
        yield from _parameters(inner)


def _wrong_names(request: Request) -> Iterator[Refusal]:
    known: Mapping[str, bool] = request.app.state.parameters[operation_of(request).id]
    some = listed(sorted(known))
    for name, count in Counter(name for name, _ in request.query_params.multi_items()).items():
        if name not in known:
            text = Text(f"tidak dikenal; yang dikenal: {some.id}", f"is unknown; known: {some.en}")
            yield Refusal(f"query/{name}", text)
        elif count > 1 and not known[name]:
            yield Refusal(f"query/{name}", Text("hanya boleh satu kali", "must be given once"))
