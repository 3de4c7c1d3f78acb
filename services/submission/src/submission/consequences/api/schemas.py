"""The bodies and answers of rewards, punishments and their rules."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Query
from pydantic import BaseModel, ConfigDict, Field

from kit.fields import ONE_LINE, Body, TextView, TruthQuery, WholeQuery
from rules.sentences import form
from rules.text import Text
from submission.consequences.domain.entries import Verdict
from submission.consequences.domain.rule_set import Effect
from submission.consequences.domain.standing import ReferenceKind
from submission.signatures.api import Sha256

_RULE_PATTERN = form(
    r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?$",
    Text(
        "harus berupa kode dari huruf kecil, angka, dan tanda hubung, misalnya akip-tidak-naik",
        "must be a code of small letters, digits and hyphens, like akip-tidak-naik",
    ),
)
RuleCode = Annotated[
    str,
    Path(
        pattern=_RULE_PATTERN,
        max_length=64,
        description="Code of a rule of the set in force",
        examples=["dua-triwulan-di-bawah-target"],
    ),
]
# What its members are is checked as a document: every defect is named by its place.
RuleSetDocument = dict[Annotated[str, Field(max_length=100), ONE_LINE], Any]
Version = Annotated[
    WholeQuery, Path(ge=1, le=1_000_000, description="Version of the rules", examples=[1])
]
VerdictQuery = Annotated[
    Verdict | None, Query(description="Only those that are listed as this", examples=["punishment"])
]
AcknowledgedQuery = Annotated[
    TruthQuery | None,
    Query(
        description="Only those that a leader took note of as they are now, or only the others",
        examples=[False],
    ),
]


class ConsequenceReferenceView(BaseModel):
    """What a reason rests on."""

    kind: Annotated[ReferenceKind, Field(description="What it is")]
    id: Annotated[
        str,
        Field(
            description="Its id: of a score that of its assessment; of a target"
            " agency/instrument/year/node"
        ),
    ]
    revision: Annotated[
        int | None, Field(description="Which state of it; null: it has no revisions")
    ]
    period: Annotated[str | None, Field(description="Period that it tells of; null: of none")]


class ConsequenceReasonView(BaseModel):
    """A reason of an entry."""

    text: TextView
    holds: Annotated[
        bool | None,
        Field(description="Whether it speaks for what the rule asks; null: that is not known"),
    ]
    references: Annotated[
        list[ConsequenceReferenceView], Field(description="What the reason rests on")
    ]


class ConsequenceRulesView(BaseModel):
    """The version of the rules by which an entry was judged."""

    agency_code: Annotated[
        str | None, Field(description="Region whose rules they are; null: those of the release")
    ]
    code: Annotated[str, Field(description="Code of the rules")]
    version: Annotated[int, Field(description="Version of the rules")]
    sha256: Annotated[str, Field(description="Hash of their document")]


class AcknowledgementView(BaseModel):
    """That a leader took note of an entry. It is no consent and changes nothing."""

    sha256: Annotated[str, Field(description="Hash of what the entry said then")]
    is_current: Annotated[bool, Field(description="Whether the entry says the same now")]
    role: Annotated[str, Field(description="Role with which note was taken")]
    acknowledged_by: Annotated[str, Field(description="Subject of the token that took note")]
    acknowledged_at: Annotated[datetime, Field(description="When note was taken (UTC)")]


class ConsequenceView(BaseModel):
    """What is due to an agency by a rule, or cannot be judged ("belum dapat dinilai")."""

    assessment_id: UUID
    agency_code: str
    period: Annotated[str, Field(description="Period of the campaign")]
    verdict: Annotated[Verdict, Field(description="What is due; undetermined: it cannot be judged")]
    verdict_name: Annotated[TextView, Field(description="What people call it")]
    rule_code: Annotated[str, Field(description="Code of the rule")]
    rule_name: Annotated[TextView, Field(description="What the rule says")]
    rule_effect: Annotated[Effect, Field(description="What the rule is about")]
    basis: Annotated[str, Field(description="Regulation or decree that the rule names")]
    rules: Annotated[ConsequenceRulesView, Field(description="The rules that were in force")]
    reasons: Annotated[list[ConsequenceReasonView], Field(description="Why, all that decides")]
    sha256: Annotated[str, Field(description="Hash of all that the entry says")]
    is_acknowledged: Annotated[
        bool, Field(description="Whether a leader took note of what it says now")
    ]
    acknowledgements: Annotated[
        list[AcknowledgementView],
        Field(description="Who took note, also of what it said before; the first one first"),
    ]


class NotedView(AcknowledgementView):
    """What a leader took note of, as it was said then; it stays, whatever the list says now."""

    assessment_id: UUID
    agency_code: Annotated[str, Field(description="Code of the assessed agency")]
    rule_code: Annotated[str, Field(description="Code of the rule")]
    said: Annotated[
        dict[str, Any],
        Field(description="All that the entry said; its canonical text has the hash"),
    ]


class AcknowledgementInput(Body):
    """The entry that you have read."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"sha256": "0" * 64}]})

    sha256: Annotated[
        Sha256, Field(description="Hash of what the entry said; another one is refused")
    ]


class RuleSetItem(BaseModel):
    """A version of rules of rewards and punishments."""

    agency_code: Annotated[
        str | None, Field(description="Region whose rules they are; null: those of the release")
    ]
    rule_set_code: Annotated[str, Field(description="Code of the rules")]
    version: Annotated[int, Field(description="Version of the rules")]
    title: Annotated[TextView, Field(description="What they are called")]
    rule_count: Annotated[int, Field(description="Number of rules")]
    sha256: Annotated[str, Field(description="Hash of the document")]
    is_in_force: Annotated[
        bool, Field(description="Whether the agency that was asked about is judged by it")
    ]
    valid_from: Annotated[
        date | None, Field(description="It judges periods that end on this day or later; null: all")
    ]
    published_by: Annotated[
        str | None, Field(description="Subject of the token that published it; null: the release")
    ]
    published_at: Annotated[
        datetime | None, Field(description="When it was published (UTC); null: with the release")
    ]


class RuleSetView(BaseModel):
    """A version of rules with its document."""

    agency_code: Annotated[
        str | None, Field(description="Region whose rules they are; null: those of the release")
    ]
    version: Annotated[int, Field(description="Version of the rules")]
    sha256: Annotated[str, Field(description="Hash of the document")]
    published_by: Annotated[
        str | None, Field(description="Subject of the token that published it; null: the release")
    ]
    published_at: Annotated[
        datetime | None, Field(description="When it was published (UTC); null: with the release")
    ]
    valid_from: Annotated[
        date | None, Field(description="It judges periods that end on this day or later; null: all")
    ]
    document: Annotated[dict[str, Any], Field(description="The rules as they were published")]
