"""Reorganisations after which an agency is not the one that it was."""

from collections.abc import Iterator, Mapping
from datetime import date

from rules.succession import founders, taken_in
from rules.text import Text, listed
from submission.agencies.domain import Agency
from submission.consequences.domain.standing import Reference, Upheaval


def upheavals_of(agency: Agency, known: Mapping[str, Agency], *, today: date) -> Iterator[Upheaval]:
    """Yield the reorganisations of an agency; `known`: it and all that it took over from."""
    references = (
        Reference("agency", agency.code),
        *(Reference("agency", each) for each in agency.predecessor_codes),
        *(Reference("agency", each) for each in agency.successor_codes),
    )
    if agency.has_ended_by(today):
        yield Upheaval(text=_ended(agency), since=None, references=references)
    if before := founders(agency.code, known):
        names, day = listed(sorted(before)), agency.valid_from.isoformat()
        text = Text(
            f"instansi ini dibentuk pada {day} sebagai penerus {names.id}",
            f"the agency was made on {day} as the successor of {names.en}",
        )
        yield Upheaval(text=text, since=agency.valid_from, references=references)
    for each in taken_in(agency.code, known):
        day = each.since.isoformat()
        text = Text(
            f"{each.agency_code} digabungkan ke instansi ini sejak {day}",
            f"{each.agency_code} was merged into this agency on {day}",
        )
        yield Upheaval(text=text, since=each.since, references=references)


def _ended(agency: Agency) -> Text:
    day = "-" if agency.valid_until is None else agency.valid_until.isoformat()
    if not agency.successor_codes:
        return Text(f"instansi ini berakhir pada {day}", f"the agency ended on {day}")
    names = listed(sorted(agency.successor_codes))
    return Text(
        f"instansi ini berakhir pada {day}; penerusnya {names.id}",
        f"the agency ended on {day}; its successors: {names.en}",
    )
