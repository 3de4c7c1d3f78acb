"""Roles that do the same things."""

from typing import Final

from rules.roles import READERS

COORDINATOR: Final = frozenset({"coordinator"})
APPROVER: Final = frozenset({"approver"})
OPERATOR: Final = frozenset({"operator"})
# The applications of a region that push what they hold.
SOURCE: Final = frozenset({"source"})
ADMINISTRATORS: Final = frozenset({"coordinator", "operator"})
LEADERS: Final = frozenset({"coordinator", "leader"})
RESPONDENTS: Final = frozenset({"coordinator", "data_entry", "agency_officer"})
# Each decides at the stages of a campaign's kind that are theirs.
ASSESSORS: Final = frozenset(
    {"internal_assessor", "external_assessor", "agency_officer", "inspectorate", "approver"}
)
# Those who decide after the first stage, whose levels are contested.
LATER_ASSESSORS: Final = ASSESSORS - {"agency_officer"}
# Those who decide at the stage that has a verdict.
REVIEWERS: Final = frozenset({"external_assessor"})
PUBLISHERS: Final = frozenset({"coordinator", "approver"})
# They comment on what an agency below tells of a month or quarter, and close it.
CLOSERS: Final = frozenset({"leader", "approver"})
OVERSEERS: Final = frozenset({"coordinator", "leader", "inspectorate", "operator"})
AUDITORS: Final = OVERSEERS | {"approver"}
# Everybody may read published results and have a package of one verified.
EVERYBODY: Final = READERS | {"public"}
NOBODY: Final[frozenset[str]] = frozenset()
