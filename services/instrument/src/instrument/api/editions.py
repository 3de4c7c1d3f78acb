"""Editions and their derivation sets, read-only: they come in as files and never change."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Response

from instrument.api import schemas
from instrument.api.documents import answer, plain, version_of
from instrument.documents.derivations import MOST_VERSION
from instrument.documents.parts import TextDocument
from instrument.store import derivation_set, edition
from instrument.store.tables import DerivationSetRow, EditionRow
from kit.auth import ROLES, Principal, require
from kit.database import ReadSessionDep, Session
from kit.errors import FieldError, NotFound
from kit.etags import IfNoneMatch
from kit.fields import WITHOUT_NUL
from kit.idempotency import IdempotentRoute
from kit.languages import Text
from kit.paging import CursorQuery, LimitQuery, Page, decode_cursor, page_of

router = APIRouter(prefix="/api/v1/editions", tags=["editions"], route_class=IdempotentRoute)

Reader = Annotated[Principal, require(*sorted(ROLES - {"source", "public"}))]
EditionCode = Annotated[str, Path(max_length=100, examples=["permenpanrb-59-2020"]), WITHOUT_NUL]
NOT_FOUND: dict[int | str, dict[str, Any]] = {404: {"description": "There is no such thing"}}


@router.get("")
async def list_editions(
    _: Reader,
    session: ReadSessionDep,
    *,
    instrument: Annotated[
        Annotated[str, WITHOUT_NUL] | None, Query(max_length=100, examples=["spbe"])
    ] = None,
    status: Literal["published", "retired"] | None = None,
    limit: LimitQuery = 50,
    cursor: CursorQuery = None,
) -> Page[schemas.EditionItem]:
    """List editions in order of their codes."""
    position = decode_cursor(cursor, str)
    rows = await edition.after(
        session,
        None if position is None else str(position[0]),
        instrument_code=instrument,
        status=status,
        limit=limit + 1,
    )
    return page_of(rows, limit, item=_item, position=lambda row: (row.edition_code,))


@router.get("/{edition_code}", response_model=schemas.EditionView, responses=NOT_FOUND)
async def read_edition(
    edition_code: EditionCode,
    _: Reader,
    session: ReadSessionDep,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Read a whole edition; its ETag is its content hash."""
    row = await _edition(session, edition_code)
    body = {**plain(row.content), **_publication(row)}
    return answer(body, version_of(row), if_none_match)


@router.get(
    "/{edition_code}/indicators/{indicator_code}",
    response_model=schemas.IndicatorView,
    responses=NOT_FOUND,
)
async def read_indicator(
    edition_code: EditionCode,
    indicator_code: Annotated[str, Path(max_length=100, examples=["13"])],
    _: Reader,
    session: ReadSessionDep,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Read one indicator with its scale and the nodes above it."""
    row = await _edition(session, edition_code)
    content = plain(row.content)
    nodes = {node["code"]: node for node in content["nodes"]}
    node = nodes.get(indicator_code)
    if node is None or node["kind"] != "indicator":
        raise _missing(
            "path/indicator_code",
            Text(
                f"{edition_code} tidak memuat indikator {indicator_code}.",
                f"{edition_code} has no indicator {indicator_code}.",
            ),
        )
    body = {
        "edition_code": edition_code,
        "content_hash": row.content_hash,
        "indicator": node,
        "scale": next(s for s in content["scales"] if s["code"] == node["scale_code"]),
        "path": _above(node, nodes),
    }
    return answer(body, row.content_hash, if_none_match)


@router.get("/{edition_code}/derivations", responses=NOT_FOUND)
async def list_derivations(
    edition_code: EditionCode, _: Reader, session: ReadSessionDep
) -> schemas.DerivationSets:
    """List an edition's derivation sets, oldest first."""
    await _edition(session, edition_code)
    rows = await derivation_set.of_edition(session, edition_code)
    return schemas.DerivationSets(items=[_derivation_item(row) for row in rows])


@router.get(
    "/{edition_code}/derivations/{version}",
    response_model=schemas.DerivationSetView,
    responses=NOT_FOUND,
)
async def read_derivations(
    edition_code: EditionCode,
    version: Annotated[int, Path(ge=1, le=MOST_VERSION, examples=[1])],
    _: Reader,
    session: ReadSessionDep,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Read a whole derivation set; its ETag is its content hash."""
    row = await derivation_set.find(session, edition_code, version)
    if row is None:
        raise _missing(
            "path/version",
            Text(
                f"{edition_code} tidak memiliki himpunan turunan versi {version}.",
                f"{edition_code} has no derivation set of version {version}.",
            ),
        )
    body = {
        **plain(row.content),
        "content_hash": row.content_hash,
        "published_at": row.published_at,
    }
    return answer(body, row.content_hash, if_none_match)


async def _edition(session: Session, edition_code: str) -> EditionRow:
    row = await edition.find(session, edition_code)
    if row is None:
        raise _missing(
            "path/edition_code",
            Text(f"Edisi {edition_code} tidak ada.", f"There is no edition {edition_code}."),
        )
    return row


def _missing(pointer: str, detail: Text) -> NotFound:
    return NotFound(detail, errors=[FieldError(pointer, Text("tidak ada", "does not exist"))])


def _publication(row: EditionRow) -> dict[str, Any]:
    return {
        "status": row.status,
        "revision": row.revision,
        "content_hash": row.content_hash,
        "published_at": row.published_at,
        "retired_at": row.retired_at,
    }


def _item(row: EditionRow) -> schemas.EditionItem:
    return schemas.EditionItem.model_validate(
        {
            "edition_code": row.edition_code,
            "instrument_code": row.instrument_code,
            "title": TextDocument(id=row.title_id, en=row.title_en),
            "certainty": row.certainty,
            "period_kind": row.period_kind,
            **_publication(row),
        }
    )


def _derivation_item(row: DerivationSetRow) -> schemas.DerivationSetItem:
    return schemas.DerivationSetItem(
        edition_code=row.edition_code,
        derivation_set_version=row.derivation_set_version,
        content_hash=row.content_hash,
        published_at=row.published_at,
    )


def _above(node: dict[str, Any], nodes: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the nodes above one, from the root down."""
    above: list[dict[str, Any]] = []
    parent = node.get("parent_code")
    while parent is not None:
        above.insert(0, nodes[parent])
        parent = nodes[parent].get("parent_code")
    return above
