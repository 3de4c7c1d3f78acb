"""Reading editions, published or draft: as JSON, YAML or a workbook."""

from functools import partial
from typing import Annotated, Any, Final

from anyio import to_thread
from fastapi import APIRouter, Header, Path, Query, Response

from instrument.documents.api.answers import answer
from instrument.documents.api.bodies import XLSX
from instrument.documents.api.files import XlsxResponse, YamlResponse, described, file_answer
from instrument.documents.api.responses import NOT_FOUND, SOUND
from instrument.documents.api.routes import DocumentRoute
from instrument.documents.api.schemas import Status
from instrument.documents.domain.canonical import read_canonical
from instrument.documents.domain.refusals import AbsentError
from instrument.documents.store.uploads import Kind
from instrument.editions.api import schemas
from instrument.editions.api.files import accepted, written
from instrument.editions.api.parameters import EditionCode
from instrument.editions.api.views import edition_item, version_of, whole_edition, written_document
from instrument.editions.store import drafts, editions
from instrument.editions.store.document import EditionDocument
from instrument.editions.store.tables import EditionDraftRow, EditionRow
from instrument.editions.store.workbook.writing import template
from instrument.editions.usecases.find import find_content, find_edition
from kit.database import ReadSessionDep, Session
from kit.fields import ONE_LINE, Day
from kit.threads import FILES
from kit.web import IfNoneMatch, Page, PagingDep, unknown_code
from rules.text import Text
from rules.tree import upwards

router = APIRouter(prefix="/api/v1/editions", tags=["editions"], route_class=DocumentRoute)


_YAML_EXAMPLE = "edition_code: permenpanrb-59-2020\ninstrument_code: spbe\n"
# The document alone: of a draft as it was written, whatever its shape is.
_Document = EditionDocument | dict[str, Any]
_WITHOUT_SHAPE: Final[dict[int | str, dict[str, Any]]] = {
    409: {"description": "It is a draft without the shape of an edition, so it is no workbook"}
}
_Accept = Annotated[str | None, Header(include_in_schema=False)]


@router.get("", operation_id="list_editions")
async def list_editions(
    session: ReadSessionDep,
    *,
    instrument: Annotated[
        Annotated[str, ONE_LINE] | None, Query(max_length=100, examples=["spbe"])
    ] = None,
    status: Status | None = None,
    as_of: Annotated[
        Day | None, Query(description="In force on this day", examples=["2026-01-31"])
    ] = None,
    paging: PagingDep,
) -> Page[schemas.EditionItem]:
    """List editions in order of their codes; drafts only with `status=draft`."""
    behind = paging.after(str)
    if instrument is not None and instrument not in (known := await editions.instruments(session)):
        raise unknown_code("instrument", instrument, known)
    rows: list[EditionRow | EditionDraftRow] = []
    if status == "draft":
        rows += await drafts.after(
            session, behind, instrument_code=instrument, as_of=as_of, limit=paging.limit + 1
        )
    else:
        rows += await editions.after(
            session,
            behind,
            instrument_code=instrument,
            status=status,
            as_of=as_of,
            limit=paging.limit + 1,
        )
    return paging.page(rows, item=edition_item, position=lambda row: row.edition_code)


@router.get(
    "/template.xlsx",
    operation_id="read_edition_template",
    response_model=bytes,
    response_class=XlsxResponse,
    responses={200: described("xlsx", "PK…")},
)
async def read_template() -> Response:
    """Download an empty workbook with a guide, to be filled in and sent to POST editions."""
    headers = {"Content-Disposition": 'attachment; filename="template.xlsx"'}
    return Response(
        await to_thread.run_sync(template, limiter=FILES), media_type=XLSX, headers=headers
    )


@router.get(
    "/{edition_code}.json",
    operation_id="read_edition_json",
    response_model=_Document,
    responses=NOT_FOUND,
)
async def read_edition_json(
    edition_code: EditionCode,
    session: ReadSessionDep,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Read the document alone. For a published edition: its canonical form, which is hashed."""
    return await _file(session, edition_code, "json", if_none_match)


@router.get(
    "/{edition_code}.yaml",
    operation_id="read_edition_yaml",
    response_model=_Document,
    response_class=YamlResponse,
    responses={**NOT_FOUND, 200: described("yaml", _YAML_EXAMPLE)},
)
async def read_edition_yaml(
    edition_code: EditionCode,
    session: ReadSessionDep,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Read the document as YAML; sending it back changes nothing."""
    return await _file(session, edition_code, "yaml", if_none_match)


@router.get(
    "/{edition_code}.xlsx",
    operation_id="read_edition_xlsx",
    response_model=bytes,
    response_class=XlsxResponse,
    responses={**NOT_FOUND, **_WITHOUT_SHAPE, 200: described("xlsx", "PK…")},
)
async def read_edition_xlsx(
    edition_code: EditionCode,
    session: ReadSessionDep,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Read the document as a workbook; sending it back changes nothing."""
    return await _file(session, edition_code, "xlsx", if_none_match)


@router.get(
    "/{edition_code}",
    operation_id="read_edition",
    response_model=schemas.EditionView | schemas.EditionDraftView,
    responses={
        **NOT_FOUND,
        **_WITHOUT_SHAPE,
        200: {
            "content": {
                **described("yaml", _YAML_EXAMPLE)["content"],
                **described("xlsx", "PK…")["content"],
            }
        },
    },
)
async def read_edition(
    edition_code: EditionCode,
    session: ReadSessionDep,
    *,
    if_none_match: IfNoneMatch = None,
    accept: _Accept = None,
) -> Response:
    """Read a whole edition, published or draft; `Accept` chooses YAML or a workbook instead."""
    kind = accepted(accept)
    if kind is not None:
        return await _file(session, edition_code, kind, if_none_match)
    row = await find_edition(session, edition_code)
    return answer(whole_edition(row), version_of(row), if_none_match)


@router.get(
    "/{edition_code}/indicators/{indicator_code}",
    operation_id="read_indicator",
    response_model=schemas.IndicatorView,
    responses=SOUND,
)
async def read_indicator(
    edition_code: EditionCode,
    indicator_code: Annotated[str, Path(max_length=100, examples=["13"]), ONE_LINE],
    session: ReadSessionDep,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Read one indicator with its scale and the nodes above it."""
    edition = await find_content(session, edition_code)
    content = read_canonical(edition.content)
    nodes = {node["code"]: node for node in content["nodes"]}
    node = nodes.get(indicator_code)
    if node is None or node["kind"] != "indicator":
        raise AbsentError(
            Text(
                f"{edition_code} tidak memuat indikator {indicator_code}.",
                f"{edition_code} has no indicator {indicator_code}.",
            ),
            "indicator_code",
        )
    body = {
        "edition_code": edition_code,
        "content_hash": edition.content_hash,
        "certainty": content["certainty"],
        "caveat": content.get("caveat"),
        "indicator": node,
        "scale": next(s for s in content["scales"] if s["code"] == node["scale_code"]),
        "path": _above(node, nodes),
    }
    return answer(body, edition.content_hash, if_none_match)


async def _file(
    session: Session, edition_code: str, kind: Kind, if_none_match: str | None
) -> Response:
    row = await find_edition(session, edition_code)
    return await file_answer(
        edition_code,
        kind,
        partial(_written, row, kind),
        version=version_of(row),
        if_none_match=if_none_match,
    )


def _written(row: EditionRow | EditionDraftRow, kind: Kind) -> str | bytes:
    if kind == "json" and isinstance(row, EditionRow):
        return row.content  # the canonical form, byte for byte
    return written(written_document(row), kind)


def _above(node: dict[str, Any], nodes: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the nodes above one, from the root down."""
    line = upwards(node["code"], lambda code: nodes[code].get("parent_code"))
    return [nodes[code] for code in line if code != node["code"]][::-1]
