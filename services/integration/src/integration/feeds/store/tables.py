"""The table of nonces."""

from datetime import datetime

from sqlalchemy import Text
from sqlmodel import Field

from integration.tables import Instant, Table


class FeedNonceRow(Table, table=True):
    """A nonce that a source has used; after `until` its signature is too old to be sent again."""

    __tablename__ = "feed_nonce"

    source_code: str = Field(primary_key=True, sa_type=Text)
    nonce: str = Field(primary_key=True, sa_type=Text)
    until: datetime = Field(sa_type=Instant)
