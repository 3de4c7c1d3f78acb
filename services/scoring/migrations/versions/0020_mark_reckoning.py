"""Keep by which version of the rules each score was reckoned, and of which state that is true.

Nobody knows it of those that are there: the worker reckons them anew. A worker of the release
before knows nothing of the marks; what it writes has another version than the marked one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.add_column(
        "score", sa.Column("reckoned_by", sa.SmallInteger, nullable=False, server_default="0")
    )
    op.add_column(
        "score", sa.Column("reckoned_version", sa.BigInteger, nullable=False, server_default="0")
    )


def downgrade() -> None:
    op.drop_column("score", "reckoned_version")
    op.drop_column("score", "reckoned_by")
