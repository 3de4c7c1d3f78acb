"""What the API takes and shows of editions."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from instrument.documents.api.schemas import OwnerCode, Status
from instrument.documents.store.parts import TextDocument
from instrument.editions.store.document import EditionDocument, NodeDocument, ScaleDocument
from kit.fields import FREE_TEXT, NOT_BLANK, Body


class Publication(BaseModel):
    """The status of an edition and its last change.

    `content_hash`: SHA-256 of its canonical form; for a draft, of the form that would be published,
    null while it has defects. Only drafts have `defect_count`, `changed_at` and `changed_by`.
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
    owner_code: OwnerCode = None


class EditionItem(Publication):
    """An edition in a list. What the document of a draft does not say is null.

    Show `caveat` wherever an unverified edition is shown.
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
    """A whole edition, published, or a draft that has this shape already."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class EditionDraftView(Publication):
    """A draft that does not have the shape of an edition yet: it is shown as it was written."""

    model_config = ConfigDict(extra="allow")

    status: Literal["draft"]


class IndicatorView(BaseModel):
    """One indicator, its scale, and the nodes above it from the root down."""

    edition_code: str
    content_hash: str
    certainty: str | None = None
    caveat: TextDocument | None = None
    indicator: NodeDocument
    scale: ScaleDocument
    path: list[NodeDocument]


class RetireInput(Body):
    """Why new campaigns may no longer choose an edition."""

    reason: Annotated[
        str,
        Field(min_length=1, max_length=2_000, examples=["Diganti PermenPANRB 8/2026."]),
        NOT_BLANK,
        FREE_TEXT,
    ]
