"""What goes in and out over HTTP. The names are those of the events."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field

from kit.fields import Body, Name, TextView
from rules.period import WRITTEN as PERIOD
from submission.agencies.api.schemas import CODE_PATTERN, Code
from submission.agencies.domain import AgencyKind
from submission.campaigns.domain.assessment import MOST_REVISION
from submission.campaigns.domain.campaign import SetChoice
from submission.campaigns.domain.stages import CampaignKind

CampaignCode = Annotated[str, Path(pattern=CODE_PATTERN, examples=["spbe-2026"])]


class CampaignInput(Body):
    """A campaign and who takes part.

    It is opened for the agency `under_code` (or the agency of the token). Agencies at or below it
    can take part: those in `agency_codes`, or, without that, all of `agency_kind` (or of any kind)
    that are assessed and exist in the period.

    Without `derivation_set_version` it takes the newest published set of the edition; null means
    that it has none and counts no facts. The answer says which it is.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "code": "spbe-2026",
                    "name": "Evaluasi SPBE 2026",
                    "edition_code": "permenpanrb-59-2020",
                    "derivation_set_version": 1,
                    "period": "2026",
                    "agency_codes": ["9901"],
                }
            ]
        },
    )

    code: Code
    name: Name
    kind: CampaignKind = "evaluation"
    edition_code: Code
    derivation_set_version: Annotated[
        Annotated[int, Field(ge=1, le=MOST_REVISION)] | None,
        Field(
            description="Version of the derivation set; left out: the newest published one; null:"
            " none, so that no fact counts"
        ),
    ] = None
    period: Annotated[str, Field(pattern=PERIOD)]
    agency_codes: Annotated[list[Code], Field(min_length=1, max_length=2_000)] | None = None
    under_code: Code | None = None
    agency_kind: AgencyKind | None = None


class CampaignChange(Body):
    """What can change in an open campaign: the derivation set of its edition."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"derivation_set_version": 2}]})

    derivation_set_version: Annotated[int, Field(ge=1, le=MOST_REVISION)]


class CampaignView(BaseModel):
    """A campaign, and the agency that it was opened for.

    `rederivation_id` names the job of its newest change of the derivation set.
    """

    campaign_code: str
    agency_code: str
    name: str
    kind: CampaignKind
    edition_code: str
    derivation_set_version: int | None
    period: str
    assessment_count: int
    opened_at: datetime
    revision: int
    rederivation_id: UUID | None


class OpenedCampaignView(CampaignView):
    """A campaign that was opened, and how it came to its derivation set."""

    derivation_set_choice: Annotated[
        SetChoice,
        Field(
            description="named: as asked; newest: none was named, so the newest published one;"
            " none_wanted: null was asked; none_published: none was named, and none is published"
        ),
    ]
    derivation_set_note: Annotated[
        TextView, Field(description="What that means for this campaign, in a sentence")
    ]
