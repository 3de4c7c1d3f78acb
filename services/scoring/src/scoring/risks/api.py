"""The JSON of what is at risk."""

from datetime import date
from uuid import UUID

from kit.fields import TextView
from rules.risk import cause_text
from scoring.state.api.schemas import View
from scoring.state.domain.decision import IndicatorRisk


class RiskCauseView(View):
    """Why an indicator is at risk; causes are an open set."""

    code: str
    text: TextView


class RiskView(View):
    """An indicator or criterion whose evidence does not prove its level any more.

    `since`: the local day from which on it is so. `evidence_ids`: the items that the causes are
    about.
    """

    indicator_code: str
    since: date
    causes: list[RiskCauseView]
    evidence_ids: list[UUID]


def risk_view(risk: IndicatorRisk) -> RiskView:
    """Return an indicator at risk with its causes in words."""
    return RiskView.model_validate(
        {
            "indicator_code": risk.indicator_code,
            "since": risk.since,
            "causes": [{"code": code, "text": cause_text(code)} for code in risk.causes],
            "evidence_ids": risk.evidence_ids,
        }
    )
