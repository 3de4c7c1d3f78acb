"""Assessments: the part of one agency in a campaign."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal
from uuid import UUID

from rules.text import Text
from submission.agencies.domain import TimeZone

# What ended the agency of an assessment, and the assessment with it; `withdrawn`: it was opened by
# a reorganisation that was taken back before its day.
EndCause = Literal["merged", "split", "closed", "withdrawn"]

_CAUSES: Final = {
    "merged": Text("digabung", "was merged"),
    "split": Text("dipecah", "was split"),
    "closed": Text("ditutup", "was closed"),
    "withdrawn": Text("tidak jadi mengambil alih instansi lain", "takes over from nobody any more"),
}

MOST_REVISION = 2**31 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """An assessment. Its revision grows by one with every change of it or of its answers.

    `ended_on`: the first day on which it takes no answers, because its agency ended; `end_cause`.
    `time_zone`: where its deadlines end, as it was when it was opened: a later change of the agency
    shortens none. None, of a release before: the agency's. `period_closed_at`: when a leader closed
    its month or quarter; None: it goes on, or was opened again.
    """

    assessment_id: UUID
    campaign_code: str
    agency_code: str
    edition_code: str
    derivation_set_version: int | None
    period: str
    revision: int
    opened_at: datetime
    ended_on: date | None = None
    end_cause: EndCause | None = None
    time_zone: TimeZone | None = None
    period_closed_at: datetime | None = None

    def why_ended(self, today: date) -> Text | None:
        """Return why it takes nothing any more; None if it does."""
        if self.ended_on is None or self.end_cause is None or today < self.ended_on:
            return None
        cause = _CAUSES[self.end_cause]
        return Text(
            f"instansi {self.agency_code} {cause.id} sejak {self.ended_on}",
            f"the agency {self.agency_code} {cause.en} on {self.ended_on}",
        )


def campaign_closed(code: str) -> Text:
    """Return why no assessment of a closed campaign takes anything."""
    return Text(f"kegiatan {code} sudah ditutup", f"the campaign {code} is closed")


def period_closed(period: str) -> Text:
    """Return why nothing of a closed period changes, and who opens it again."""
    return Text(
        f"periode {period} sudah ditutup oleh pimpinan; pimpinan lain dari instansi di atas"
        " instansi yang dinilai dapat membukanya kembali",
        f"the period {period} was closed by a leader; another leader of an agency above the"
        " assessed one can open it again",
    )
