"""Letters and reports of a ministry, a province, an inspectorate, or of the region itself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal
from uuid import UUID

from rules.refusal import Refusal
from rules.text import Text
from submission.campaigns.domain.stage_state import Act

AuthorKind = Literal["ministry", "province", "inspectorate", "internal"]

AUTHOR_NAMES: Final[Mapping[AuthorKind, Text]] = {
    "ministry": Text("kementerian", "a ministry"),
    "province": Text("provinsi", "the province"),
    "inspectorate": Text("inspektorat", "the inspectorate"),
    "internal": Text("instansi sendiri", "the agency itself"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a letter or report is. `agency_code`: the agency that it came to.

    `dated`: the day that stands on it. `author`: the office that wrote it, as it calls itself.
    `evidence_id`: its copy in the library of evidence.
    """

    agency_code: str
    number: str
    dated: date
    author_kind: AuthorKind
    author: str
    title: str
    evidence_id: UUID | None = None

    @property
    def key(self) -> tuple[str, AuthorKind, str]:
        """Return what makes two reports one: to whom it came, from what kind of office, number."""
        return self.agency_code, self.author_kind, self.number


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptReport:
    """A report as it is kept; `revision` counts its changes."""

    report_id: UUID
    report: Report
    revision: int
    written: Act


def check_report(report: Report, *, today: date) -> Iterator[Refusal]:
    """Yield what is wrong with a report. `today`: the local day of the agency that it came to."""
    if report.dated > today:
        yield Refusal("/dated", Text("belum terjadi", "lies ahead"))
