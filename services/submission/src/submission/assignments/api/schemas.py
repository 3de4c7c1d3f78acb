"""What goes in and out over HTTP."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field

from kit.fields import FREE_TEXT, NOT_BLANK, Body, Id
from rules.sentences import OPEN_CODE
from submission.agencies.api.schemas import Code
from submission.assignments.domain import Duty
from submission.people.api.schemas import SubjectField

AssignmentId = Annotated[
    Id,
    Path(
        description="Id of the assignment, chosen by who makes it (a UUID)",
        examples=["01a20201-9d31-7740-a619-5b4df6c9f654"],
    ),
]
StageCode = Annotated[str, Field(pattern=OPEN_CODE)]


class AssignmentInput(Body):
    """An indicator, or all below a node, for one agency of the campaign or for all of them.

    `responsible`: a unit, and maybe its officer, answers at the first stage. `assessor`: a person
    decides at a stage.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"node_code": "13", "duty": "responsible", "unit_code": "9901.2.16.01"},
                {
                    "node_code": "A2",
                    "duty": "assessor",
                    "subject": "198501012010011001",
                    "stage": "mandiri",
                },
            ]
        }
    )

    agency_code: Code | None = None
    node_code: Code
    duty: Duty
    unit_code: Code | None = None
    subject: SubjectField | None = None
    stage: StageCode | None = None


class AssignmentView(BaseModel):
    """An assignment, and who made it."""

    assignment_id: UUID
    campaign_code: str
    agency_code: str | None
    node_code: str
    duty: Duty
    unit_code: str | None
    subject: str | None
    stage: str | None
    assigned_by: str
    assigned_at: datetime


class ConflictInput(Body):
    """A conflict of interest: your own, or, as the coordinator, that of `subject`."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"agency_code": "9901.2.16.01", "reason": "Pernah memimpin dinas ini."}]
        }
    )

    subject: SubjectField | None = None
    agency_code: Code | None = None
    node_code: Code | None = None
    reason: Annotated[str, Field(max_length=2_000), FREE_TEXT, NOT_BLANK]


class ConflictView(BaseModel):
    """A declared conflict of interest."""

    conflict_id: UUID
    campaign_code: str
    subject: str
    agency_code: str | None
    node_code: str | None
    reason: str
    declared_by: str
    declared_at: datetime
