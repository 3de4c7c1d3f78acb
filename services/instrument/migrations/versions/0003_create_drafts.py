"""Create drafts of editions and derivation sets, and crosswalks."""

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
