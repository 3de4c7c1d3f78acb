"""The bodies and answers of states, approvals and consent."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from kit.fields import FREE_TEXT, NOT_BLANK, Body, TextView
from submission.approvals.domain.approval import ApprovalDecision
from submission.assessments.api.schemas import Stage
from submission.evidence.domain.item import Origin
from submission.links.api.views import CauseView
from submission.links.domain.link import ReviewState
from submission.signatures.api import Sha256, SignatureView

StateHash = Annotated[
    Sha256, Field(description="Hash of the state that you have read; another one is refused")
]


class ApprovalInput(Body):
    """What you say of the state of a stage that has this hash, and why."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "stage": "dokumen",
                    "state_hash": "5f" * 32,
                    "decision": "approved",
                    "reason": "Perubahan predikat sesuai dengan bukti yang diperiksa.",
                }
            ]
        },
    )

    stage: Annotated[Stage, Field(description="Stage whose state it is")]
    state_hash: StateHash
    verdict_revision: Annotated[
        int,
        Field(
            ge=0,
            le=2**31 - 1,
            description="Revision of the stage's verdict that you have read, as the state shows it;"
            " another one is refused",
        ),
    ] = 0
    decision: Annotated[
        ApprovalDecision, Field(description="Whether you approve or reject the state")
    ]
    reason: Annotated[
        str,
        Field(min_length=1, max_length=6_000, description="Why"),
        FREE_TEXT,
        NOT_BLANK,
    ]


class ConsentInput(Body):
    """The consent to publication of the state that has this hash."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"state_hash": "5f" * 32}]})

    state_hash: StateHash


class StateDecisionView(BaseModel):
    """The decision that counts for an indicator at the stage."""

    indicator_code: Annotated[str, Field(description="Code of the indicator or criterion")]
    stage: Annotated[Stage, Field(description="Stage that decided it, maybe an earlier one")]
    level: Annotated[str, Field(description="The level, exact, or n/a")]
    explanation: Annotated[str, Field(description="Its explanation as one text")]
    decided_by: Annotated[str, Field(description="Subject of the token that decided it")]
    revision: Annotated[int, Field(description="Revision of the assessment after the decision")]


class StateReviewView(BaseModel):
    """The newest review of a link at the stages that count."""

    number: Annotated[int, Field(description="Counts the reviews of the link")]
    stage: Annotated[Stage, Field(description="Stage that was open")]
    state: Annotated[ReviewState, Field(description="Whether it proves the indicator")]


class StateLinkView(BaseModel):
    """A version of an item of evidence that an indicator rests on at the stage.

    All fields but `title` and `risks` are part of the hash.
    """

    link_id: Annotated[UUID, Field(description="Id of the link")]
    indicator_code: Annotated[str, Field(description="The indicator or criterion")]
    stage: Annotated[Stage, Field(description="Stage that was open when it was linked")]
    evidence_id: Annotated[UUID, Field(description="The item of evidence")]
    version: Annotated[int, Field(description="Version of the item that is linked")]
    origin: Annotated[Origin, Field(description="Where it comes from")]
    source_sha256: Annotated[
        str | None,
        Field(
            description="SHA-256 of the canonical JSON of what it names: `address`; or `system`,"
            " `reference` and `adapter_version`; null: it is a file"
        ),
    ]
    sha256: Annotated[
        str | None,
        Field(
            description="SHA-256 of the file, of what the address gave when it was linked, or of"
            " the record as it was stated; null: not known, or not before the stage was submitted"
        ),
    ]
    review: Annotated[
        StateReviewView | None,
        Field(description="Its newest review at this stage or before; null: not reviewed"),
    ]
    title: Annotated[str, Field(description="Title of the item now; no part of the hash")]
    risks: Annotated[
        list[CauseView],
        Field(description="Why it proves nothing any more, if so; no part of the hash"),
    ]


class StateIndex(BaseModel):
    """What the levels add up to."""

    exact: Annotated[str | None, Field(description="The exact index; null: nothing counts yet")]
    announced: Annotated[str | None, Field(description="The index, rounded for people")]


class StateView(BaseModel):
    """The state of a stage: what its hash is made of, and what it adds up to."""

    assessment_id: UUID
    edition_code: str
    period: str
    agency_code: str
    stage: Stage
    track: Annotated[str, Field(description="Track of the score that the stage makes")]
    state_hash: Annotated[
        str,
        Field(
            description="SHA-256 of the canonical JSON of the state; approvals and the consent are"
            " bound to it. In it: assessment_id, edition_code, period, agency_code, stage, track,"
            " derivation_set_version, decisions, minutes, evidence; links and withdrawn if any"
        ),
    ]
    derivation_set_version: Annotated[
        int | None, Field(description="Derivation set whose floors judge it; null: there is none")
    ]
    verdict_revision: Annotated[
        int, Field(description="Revision of the newest verdict of the stage; 0: there is none")
    ]
    decisions: Annotated[
        list[StateDecisionView],
        Field(description="What counts at the stage, by the code of the indicator"),
    ]
    minutes: Annotated[
        list[str], Field(description="SHA-256 of the minutes that every side has signed")
    ]
    evidence: Annotated[
        list[str], Field(description="SHA-256 of each content of the links, each once")
    ]
    links: Annotated[
        list[StateLinkView], Field(description="The evidence that the indicators rest on")
    ]
    withdrawn: Annotated[
        list[UUID],
        Field(description="Items of the links that their owners do not stand by any more"),
    ]
    index: Annotated[StateIndex, Field(description="The index by the rules of the edition")]
    predicate: Annotated[TextView | None, Field(description="The predicate; null: it has none")]
    maturity_level: Annotated[
        TextView | None, Field(description="The maturity level; null: it has none")
    ]
    note: Annotated[
        TextView | None, Field(description="Why there is no predicate; null: it is judged")
    ]


class ApprovalView(BaseModel):
    """What somebody said of a state. It is kept for ever, and counts for no other state."""

    approval_id: Annotated[UUID, Field(description="Id of the approval; ids grow with time")]
    assessment_id: UUID
    stage: Annotated[Stage, Field(description="Stage whose state it is")]
    state_hash: Annotated[str, Field(description="Hash of the state that it is about")]
    verdict_revision: Annotated[
        int, Field(description="Revision of the verdict that it has seen; 0: there was none")
    ]
    decision: Annotated[ApprovalDecision, Field(description="What was said of the state")]
    reason: Annotated[str, Field(description="Why")]
    subject: Annotated[str, Field(description="Subject of the token that said it")]
    role: Annotated[str, Field(description="Role with which it was said")]
    decided_at: Annotated[datetime, Field(description="When it was said (UTC)")]
    is_stale: Annotated[
        bool, Field(description="Whether the state is another one now: then it does not count")
    ]
    is_valid: Annotated[
        bool,
        Field(
            description="Whether it counts: it is of the present state, the newest word of its"
            " person, and who said it worked on nothing of the stage"
        ),
    ]
    changes: Annotated[
        list[TextView], Field(description="What has changed since; empty while it is not stale")
    ]


class ConsentView(BaseModel):
    """The consent of the assessed agency to the publication of its self-assessment."""

    assessment_id: UUID
    stage: Annotated[Stage, Field(description="Stage that ends with the consent")]
    state_hash: Annotated[str, Field(description="Hash of the present state of the stage")]
    is_given: Annotated[bool, Field(description="Whether the present state is consented to")]
    signatures: Annotated[
        list[SignatureView], Field(description="All that were ever given, oldest first")
    ]
