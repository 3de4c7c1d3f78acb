"""What units are responsible for: assignments open the assessment of the agency above them."""

from collections.abc import Sequence

from sqlalchemy import ARRAY, ColumnElement, Text, and_, cast, exists, func, or_
from sqlmodel import col, select

from submission.campaigns.store.tables import AssessmentRow, AssignmentRow


def is_responsible(chain: Sequence[str]) -> ColumnElement[bool]:
    """Say of an assessment whether a unit is responsible for something in it.

    `chain`: the unit and all above it, in their order. Either the unit itself is assigned, or one
    above it that lies within the assessed agency.
    """
    units = cast([*chain], ARRAY(Text))
    assessed, concerned = col(AssessmentRow.agency_code), col(AssignmentRow.agency_code)
    # No position, no order: then the comparison is NULL, and nothing is found.
    within = func.array_position(units, col(AssignmentRow.unit_code)) <= func.array_position(
        units, assessed
    )
    duty = select(col(AssignmentRow.assignment_id)).where(
        col(AssignmentRow.campaign_code) == col(AssessmentRow.campaign_code),
        col(AssignmentRow.duty) == "responsible",
        or_(concerned.is_(None), concerned == assessed),
        within,
    )
    return and_(assessed.in_([*chain]), exists(duty.correlate(AssessmentRow)))
