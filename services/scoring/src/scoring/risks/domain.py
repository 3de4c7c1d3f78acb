"""What is at risk, in words."""

from collections.abc import Sequence
from typing import Final

from rules.risk import causes_text
from rules.text import Text
from scoring.state.domain.decision import IndicatorRisk

# A text of an event has 4,000 characters at most, and a code a hundred.
_MOST_NAMED: Final = 5


def risks_text(risks: Sequence[IndicatorRisk]) -> Text:
    """Return the sentence that tells of what is at risk; of many it names the first."""
    if not risks:
        return Text(
            "Tidak ada lagi indikator yang berisiko.", "There are no indicators at risk any more."
        )
    causes = [causes_text(each.causes[:_MOST_NAMED]) for each in risks[:_MOST_NAMED]]
    codes = [each.indicator_code for each in risks]
    named_id = "; ".join(f"{code} ({said.id})" for code, said in zip(codes, causes, strict=False))
    named_en = "; ".join(f"{code} ({said.en})" for code, said in zip(codes, causes, strict=False))
    more = len(risks) - len(causes)
    also_id = f"; dan {more} lainnya" if more else ""
    also_en = f"; and {more} more" if more else ""
    return Text(
        f"Indikator berisiko: {named_id}{also_id}.", f"Indicators at risk: {named_en}{also_en}."
    )
