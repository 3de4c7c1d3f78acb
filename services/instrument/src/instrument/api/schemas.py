"""What the API shows: the documents as published or drafted, with what was done with them."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from instrument.documents.derivations import DerivationSetDocument
from instrument.documents.edition import EditionDocument, NodeDocument, ScaleDocument
from instrument.documents.parts import TextDocument
from kit.web import NOT_BLANK, WITHOUT_NUL

Status = Literal["draft", "published", "retired"]


class Publication(BaseModel):
    """Where an edition is in its life.

    `content_hash`: SHA-256 of its canonical form; of a draft: of what would be published, null
    while it has defects. `defect_count`, `changed_at` and `changed_by` are of drafts only.
    """

    status: Status
    revision: int
    content_hash: str | None
    published_at: datetime | None
    retired_at: datetime | None
    retired_reason: str | None = None
    defect_count: int | None = None
    changed_at: datetime | None = None
    changed_by: str | None = None


class EditionItem(Publication):
    """An edition in a list. Of a draft, what its document does not say is null.

    `caveat` goes wherever an unverified edition is shown.
    """

    edition_code: str
    instrument_code: str | None
    title: TextDocument | None
    certainty: str | None
    caveat: TextDocument | None = None
    in_force_from: date | None = None
    in_force_until: date | None = None
    period_kind: str | None


class EditionView(EditionDocument, Publication):
    """A whole edition. A draft is shown as it was written, even where it breaks this shape."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class IndicatorView(BaseModel):
    """One indicator, its scale, and the nodes above it from the root down."""

    edition_code: str
    content_hash: str
    certainty: str | None = None
    caveat: TextDocument | None = None
    indicator: NodeDocument
    scale: ScaleDocument
    path: list[NodeDocument]


class DerivationSetItem(BaseModel):
    """A derivation set in a list. `content_hash` of a draft is null while it has defects."""

    edition_code: str
    derivation_set_version: int
    status: Status = "published"
    content_hash: str | None
    published_at: datetime | None
    revision: int = 1
    defect_count: int | None = None
    changed_at: datetime | None = None
    changed_by: str | None = None


class DerivationSetView(DerivationSetDocument):
    """A whole derivation set. `content_hash`: SHA-256 of its canonical form."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    status: Status = "published"
    content_hash: str | None
    published_at: datetime | None
    revision: int = 1
    defect_count: int | None = None
    changed_at: datetime | None = None
    changed_by: str | None = None


class DerivationSets(BaseModel):
    """An edition's derivation sets, oldest first; a draft is the last."""

    items: list[DerivationSetItem]
    next_cursor: None = None


class Message(BaseModel):
    """What to do, in both languages."""

    id: str
    en: str


class DefectView(BaseModel):
    """One thing that must be put right.

    `pointer`: JSON pointer into the document; `sheet`, `row` (the heading is 1), `column`: of a
    workbook.
    """

    pointer: str
    message: Message
    sheet: str | None = None
    row: int | None = None
    column: str | None = None


class CheckReport(BaseModel):
    """What would become of a document if it were published now. Nothing is stored.

    `defects` names the first 1 000; `rows`: how many rows were read of each sheet of a workbook.
    """

    edition_code: str | None
    derivation_set_version: int | None = None
    crosswalk_code: str | None = None
    publishable: bool
    content_hash: str | None
    defect_count: int = 0
    defects: list[DefectView]
    rows: dict[str, int] | None = None


class PublishInput(BaseModel):
    """Publish this content and no other; without it: whatever the draft is."""

    model_config = ConfigDict(extra="forbid")

    content_hash: Annotated[
        str | None, Field(pattern=r"^[0-9a-f]{64}$", examples=[None], description="as validated")
    ] = None


class RetireInput(BaseModel):
    """Why an edition is no longer for new campaigns."""

    model_config = ConfigDict(extra="forbid")

    reason: Annotated[
        str,
        Field(min_length=1, max_length=2_000, examples=["Diganti PermenPANRB 8/2026."]),
        NOT_BLANK,
        WITHOUT_NUL,
    ]
