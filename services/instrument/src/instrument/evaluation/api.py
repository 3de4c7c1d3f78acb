"""Evaluating levels with an edition; nothing is stored."""

from typing import Any, Final, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel

from instrument.documents.api.responses import NOT_FOUND
from instrument.documents.api.routes import DocumentRoute
from instrument.documents.store.parts import TextDocument
from instrument.editions.api.parameters import EditionCode
from instrument.evaluation.usecases import evaluate
from kit.database import ReadSessionDep
from kit.errors import CHECK_THE_PARTS, Invalid, UnsupportedMedia
from rules.answers import AnswersError, Written, read_json
from rules.bases import Basis
from rules.evaluation import shown
from rules.floor import NotJudged
from rules.refusal import Refusal
from rules.text import Text

router = APIRouter(prefix="/api/v1/editions", tags=["editions"], route_class=DocumentRoute)

_JSON: Final = "application/json"
_NAME: Final = "levels"
_LEVEL: Final = {"type": ["string", "number", "null"]}
# The body has a reader of its own, because a float would change exact numbers.
_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            _JSON: {
                "schema": {
                    "type": "object",
                    "required": [_NAME],
                    "additionalProperties": False,
                    "properties": {
                        _NAME: {
                            "description": "By code of indicator or criterion, or a list in the "
                            "indicators' order: exact numbers, symbols of the scale, or n/a; "
                            "null, and what is left out, is an empty answer",
                            "anyOf": [
                                {"type": "object", "additionalProperties": _LEVEL},
                                {"type": "array", "items": _LEVEL},
                            ],
                        }
                    },
                },
                "example": {_NAME: {"11": 3, "12": "4", "13": "n/a", "14": None}},
            }
        },
    }
}


class ValueView(BaseModel):
    """An exact value, and the rounded one for people; null if there is no value."""

    exact: str | None
    announced: str | None


class NodeValueView(ValueView):
    """One node. `effective_weight`: includes its part of the weights that do not count."""

    code: str
    kind: str
    name: TextDocument
    parent_code: str | None
    weight: str
    effective_weight: str
    basis: Basis
    answer: str | None


class EvaluationView(BaseModel):
    """The whole breakdown. `predicate`, `maturity_level`: the symbol or the name of a band.

    `level_share`: the exact share of the weight that has a level, `missing` what was not answered,
    `inapplicable` what was answered `n/a` and counts nothing. Below the `floor` nothing is
    judged, and `note` says why.
    """

    edition: str
    content_hash: str
    title: TextDocument
    certainty: Literal["verified", "unverified"]
    caveat: TextDocument | None
    index: ValueView
    predicate: str | None
    predicate_name: TextDocument | None
    maturity_level: str | None
    maturity_level_name: TextDocument | None
    level_share: str
    floor: str
    missing: list[str]
    inapplicable: list[str]
    not_judged: NotJudged | None
    note: TextDocument | None
    nodes: list[NodeValueView]


@router.post(
    "/{edition_code}/evaluate",
    operation_id="evaluate_levels",
    response_model=EvaluationView,
    responses={
        **NOT_FOUND,
        422: {"description": "Levels do not fit, or it is a draft with defects; all are named"},
    },
    openapi_extra=_BODY,
)
async def evaluate_levels(
    edition_code: EditionCode, session: ReadSessionDep, request: Request
) -> dict[str, Any]:
    """Show what levels add up to in an edition or a draft without defects; nothing is stored."""
    levels = _levels(request.headers.get("content-type", ""), await request.body())
    return shown(await evaluate.evaluate_levels(session, edition_code, levels))


def _levels(content_type: str, body: bytes) -> Written:
    if content_type.partition(";")[0].strip().lower() != _JSON:
        raise UnsupportedMedia(
            Text("Kirim application/json.", "Send application/json."),
            errors=[Refusal("header/Content-Type", Text(f"bukan {_JSON}", f"is not {_JSON}"))],
        )
    try:
        written = read_json(body)
    except AnswersError as error:
        raise Invalid(CHECK_THE_PARTS, errors=error.problems) from error
    members = written if isinstance(written, dict) else {}
    if [*members] != [_NAME] or not isinstance(members[_NAME], dict | list):
        expected = f'{{"{_NAME}": {{…}}}}'
        problem = Refusal("", Text(f"harus {expected}", f"must be {expected}"))
        raise Invalid(CHECK_THE_PARTS, errors=[problem])
    levels: Written = members[_NAME]
    return levels
