"""The bodies and answers of many decisions at once, and of drafts."""

from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from kit.fields import FREE_TEXT, ONE_LINE, WHOLE_AS_TEXT, Body
from submission.agencies.api.schemas import Code
from submission.assessments.api.schemas import (
    MovementView,
    Stage,
    StageLevelInput,
    StageLevelView,
)
from submission.campaigns.domain.assessment import MOST_REVISION

MOST_ITEMS = 2_000  # an edition has no more indicators and criteria


class LevelsItem(StageLevelInput):
    """A decision of a list. `revision`: that of the stage's own decision it was made from."""

    model_config = ConfigDict(json_schema_extra={})

    indicator_code: Code
    revision: Annotated[int, Field(ge=0, le=MOST_REVISION)]


class LevelsInput(Body):
    """Decisions of a stage, each about another indicator."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "items": [
                        {
                            "indicator_code": "1",
                            "level": "3",
                            "explanation": "Peraturan Bupati 12/2025, halaman 4.",
                            "revision": 0,
                        }
                    ]
                }
            ]
        },
    )

    items: Annotated[list[LevelsItem], Field(min_length=1, max_length=MOST_ITEMS)]


class DecidedLevels(MovementView):
    """What came of many decisions. `unchanged`: the indicators of which it was so already.

    In a preview nothing was kept; the revisions are those that it would have got.
    """

    assessment_id: UUID
    stage: Stage
    preview: bool
    decided: list[StageLevelView]
    unchanged: list[str]


_Part = Annotated[str, Field(max_length=6_000), FREE_TEXT] | None
_TYPED: Final = ", as far as it is typed; null is kept as null"


class DraftReasons(Body):
    """The parts of an explanation as far as they are typed."""

    fakta: Annotated[_Part, Field(description=f"The facts{_TYPED}")] = None
    analisis: Annotated[_Part, Field(description=f"What the facts mean{_TYPED}")] = None
    pembuktian: Annotated[_Part, Field(description=f"What proves the level below{_TYPED}")] = None
    justifikasi: Annotated[_Part, Field(description=f"Why not another level{_TYPED}")] = None


class DraftInput(Body):
    """What is typed so far. What is left out, null, `""`, `"0"` and `"n/a"` are kept apart."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"level": None, "reasons": {"fakta": "", "analisis": None}}]
        },
    )

    level: Annotated[str, Field(max_length=70), ONE_LINE, WHOLE_AS_TEXT] | None = None
    explanation: Annotated[
        Annotated[str, Field(max_length=20_000), FREE_TEXT] | None,
        Field(description=f"Why, in one text{_TYPED}"),
    ] = None
    reasons: DraftReasons | None = None
    sector: Annotated[str, Field(max_length=200), FREE_TEXT] | None = None


class DraftView(BaseModel):
    """The present draft of an indicator at a stage; `content` is null without one.

    It counts nowhere. The decision about the indicator removes it.
    """

    indicator_code: str
    stage: Stage
    content: DraftInput | None
    revision: int
    written_by: str | None
    written_at: datetime | None
    writer_left: Annotated[
        bool,
        Field(
            description="Whether who wrote it is not in office any more; saving it takes it over"
        ),
    ]


class DraftList(BaseModel):
    """The drafts of a stage by indicator."""

    assessment_id: UUID
    stage: Stage
    items: list[DraftView]
