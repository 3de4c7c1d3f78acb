"""What units are responsible for: assignments open the assessment of the agency above them."""

from sqlalchemy import ARRAY, ColumnElement, Text, and_, case, cast, exists, func, or_
from sqlmodel import col, select

from submission.agencies.domain import UnitChain
from submission.campaigns.store.tables import AssessmentRow, AssignmentRow


def is_responsible(chain: UnitChain) -> ColumnElement[bool]:
    """Say of an assessment whether a unit is responsible for something in it.

    Either the unit itself is assigned, or one above it that lies within the assessed agency. A unit
    that ended is taken for its only successor, as where answers are checked (`find_assigned`).
    """
    units, unit = cast([*chain.codes], ARRAY(Text)), col(AssignmentRow.unit_code)
    of_today = case({**chain.heirs}, value=unit, else_=unit) if chain.heirs else unit
    assessed, concerned = col(AssessmentRow.agency_code), col(AssignmentRow.agency_code)
    # No position, no order: then the comparison is NULL, and nothing is found.
    within = func.array_position(units, of_today) <= func.array_position(units, assessed)
    duty = select(col(AssignmentRow.assignment_id)).where(
        col(AssignmentRow.campaign_code) == col(AssessmentRow.campaign_code),
        col(AssignmentRow.duty) == "responsible",
        or_(concerned.is_(None), concerned == assessed),
        within,
    )
    return and_(assessed.in_([*chain.codes]), exists(duty.correlate(AssessmentRow)))
