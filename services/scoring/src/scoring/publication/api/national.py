"""The ministry's own results, beside ours."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request, Response

from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import ReadSessionDep, SessionDep
from kit.errors import UnsupportedMedia
from kit.fields import WholeQuery
from rules.exact import text_of
from rules.refusal import Refusal
from rules.text import Text
from scoring.publication.api import schemas
from scoring.publication.domain.national import Explanation, NodeDifference
from scoring.publication.store.national import StoredNational
from scoring.publication.usecases.compare_national import Compared, compare_national, find_national
from scoring.publication.usecases.import_national import (
    NationalResult,
    import_national_result,
    read_national_result,
)
from scoring.state.api.addresses import AddressedRoute
from scoring.state.api.memory import memory_of
from scoring.state.api.parameters import AssessmentId
from scoring.state.api.responses import NOT_FOUND

router = APIRouter(prefix="/api/v1/results", tags=["results"], route_class=AddressedRoute)

_JSON: Final = "application/json"
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_EXAMPLE: Final = [
    {
        "kode": "1111",
        "tahun": "2026",
        "nama_instansi": "Kabupaten Sagara Wening",
        "nilai": {"D2001": "2.4000000000", "A2001": "2.4000000000", "indeks": "2.6125000000"},
    }
]
_BODY: Final = {
    "required": True,
    "content": {
        _JSON: {
            "schema": {"type": "array", "items": {"type": "object"}},
            "example": _EXAMPLE,
        },
        _XLSX: {"schema": {"type": "string", "format": "binary"}, "example": "PK…"},
    },
}

RevisionQuery = Annotated[
    WholeQuery | None, Query(ge=1, le=2**31 - 1, description="An earlier revision", examples=[1])
]


async def _read(
    assessment_id: AssessmentId, principal: PrincipalDep, session: ReadSessionDep, request: Request
) -> NationalResult:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in (_JSON, _XLSX):
        raise UnsupportedMedia(
            Text(f"Kirim {_JSON} atau {_XLSX}.", f"Send {_JSON} or {_XLSX}."),
            errors=[Refusal("header/Content-Type", Text("tidak dikenal", "is unknown"))],
        )
    return await read_national_result(
        session,
        assessment_id,
        await request.body(),
        principal,
        is_workbook=kind == _XLSX,
        memory=memory_of(request),
    )


@router.post(
    "/{assessment_id}/national",
    operation_id="import_national_result",
    status_code=201,
    responses={**NOT_FOUND, 409: {"description": "It was imported already"}},
    openapi_extra={"requestBody": _BODY},
)
async def post_national(
    assessment_id: AssessmentId,
    principal: PrincipalDep,
    # In this order: nothing is locked before it is read.
    result: Annotated[NationalResult, Depends(_read)],
    session: SessionDep,
    response: Response,
) -> schemas.NationalResultView:
    """Import the ministry's own result: the national API's answer, or a workbook."""
    stored = await import_national_result(
        session, assessment_id, result.body, principal, clock=SystemClock()
    )
    response.headers["Location"] = f"{router.prefix}/{assessment_id}/national"
    return _view(stored, result.compared)


@router.get("/{assessment_id}/national", operation_id="read_national_result", responses=NOT_FOUND)
async def read_national(
    assessment_id: AssessmentId,
    principal: PrincipalDep,
    session: ReadSessionDep,
    request: Request,
    *,
    revision: RevisionQuery = None,
) -> schemas.NationalResultView:
    """Read the ministry's own result beside ours, with what could explain the difference."""
    stored = await find_national(session, assessment_id, principal, revision)
    return _view(stored, await compare_national(session, stored, memory_of(request)))


def _view(stored: StoredNational, found: Compared) -> schemas.NationalResultView:
    return schemas.NationalResultView.model_validate(
        {
            "assessment_id": stored.assessment_id,
            "revision": stored.revision,
            "imported_by": stored.imported_by,
            "imported_at": stored.imported_at,
            "content_hash": stored.content_hash,
            "about": found.about,
            "compared_revision": found.result_revision,
            "nodes": [
                _node(difference, found.keys[difference.node.code]) for difference in found.nodes
            ],
            "explanations": [_explanation(explanation) for explanation in found.explanations],
        }
    )


def _node(compared: NodeDifference, key: str) -> dict[str, object]:
    node, difference = compared.node, compared.difference
    return {
        "code": node.code,
        "kind": node.kind,
        "name": node.name,
        "key": key,
        "own": None if compared.own is None else text_of(compared.own),
        "national": text_of(compared.national.value),
        "difference": None if difference is None else text_of(difference),
        "differs": compared.differs,
        "adds_up": compared.adds_up,
    }


def _explanation(explanation: Explanation) -> dict[str, object]:
    return {
        "code": explanation.node.code,
        "indicator_codes": explanation.indicator_codes,
        "changes": [
            [
                {
                    "indicator_code": change.indicator_code,
                    "level_from": text_of(change.level_from),
                    "level_to": text_of(change.level_to),
                }
                for change in way
            ]
            for way in explanation.changes
        ],
        "is_complete": explanation.is_complete,
    }
