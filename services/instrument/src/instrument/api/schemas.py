"""What the API shows: the documents as published, with what publication added."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from instrument.documents.derivations import DerivationSetDocument
from instrument.documents.edition import EditionDocument, NodeDocument, ScaleDocument
from instrument.documents.parts import TextDocument

Status = Literal["published", "retired"]


class EditionItem(BaseModel):
    """An edition in a list."""

    edition_code: str
    instrument_code: str
    title: TextDocument
    certainty: str
    period_kind: str
    status: Status
    revision: int
    content_hash: str
    published_at: datetime
    retired_at: datetime | None


class EditionView(EditionDocument):
    """A whole edition. `content_hash`: SHA-256 of its canonical form."""

    status: Status
    revision: int
    content_hash: str
    published_at: datetime
    retired_at: datetime | None


class IndicatorView(BaseModel):
    """One indicator, its scale, and the nodes above it from the root down."""

    edition_code: str
    content_hash: str
    indicator: NodeDocument
    scale: ScaleDocument
    path: list[NodeDocument]


class DerivationSetItem(BaseModel):
    """A derivation set in a list."""

    edition_code: str
    derivation_set_version: int
    content_hash: str
    published_at: datetime


class DerivationSetView(DerivationSetDocument):
    """A whole derivation set. `content_hash`: SHA-256 of its canonical form."""

    content_hash: str
    published_at: datetime


class DerivationSets(BaseModel):
    """An edition's derivation sets, oldest first."""

    items: list[DerivationSetItem]
    next_cursor: None = None
