"""What the API shows of derivation sets."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from instrument.derivations.store.document import DerivationSetDocument
from instrument.documents.api.schemas import Status


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
    """A whole derivation set, published, or a draft that has this shape already.

    `content_hash`: SHA-256 of its canonical form.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    status: Status = "published"
    content_hash: str | None
    published_at: datetime | None
    revision: int = 1
    defect_count: int | None = None
    changed_at: datetime | None = None
    changed_by: str | None = None


class DerivationDraftView(DerivationSetItem):
    """A draft that does not have the shape of a derivation set yet: it is shown as written."""

    model_config = ConfigDict(extra="allow")

    status: Literal["draft"]


class DerivationSets(BaseModel):
    """An edition's derivation sets, oldest first; a draft is the last."""

    items: list[DerivationSetItem]
    next_cursor: None = None
