"""Find an agency as it was on a day."""

from datetime import date

from kit.database import Session
from kit.errors import NotFound
from rules.refusal import Refusal
from rules.text import Text
from submission.agencies import store
from submission.agencies.domain import Agency, AgencyRevision, state_on


async def find_on(session: Session, agency_code: str, day: date) -> AgencyRevision:
    """Return an agency within reach as it was on a day.

    Raises:
        NotFound: It did not exist on that day; its successors are named.
    """
    states = await store.states(session, agency_code)
    found = state_on(states, day)
    if found is None:
        raise _did_not_exist(states[-1].kept.agency, day)
    return found


def _did_not_exist(agency: Agency, day: date) -> NotFound:
    code = agency.code
    if agency.never_began:
        why = Text(
            "reorganisasi yang akan membentuknya dibatalkan",
            "the reorganisation that was to make it was taken back",
        )
    elif day < agency.valid_from:
        why = Text(
            f"instansi ini baru ada sejak {agency.valid_from}",
            f"the agency exists from {agency.valid_from} on",
        )
    else:
        why = Text(
            f"instansi ini ada sampai {agency.valid_until}",
            f"the agency existed until {agency.valid_until}",
        )
    return NotFound(
        Text(
            f"Instansi {code} tidak ada pada {day}: {why.id}.",
            f"There was no agency {code} on {day}: {why.en}.",
        ),
        errors=[Refusal("at", why)],
        extra={"successor_codes": [*agency.successor_codes]},
    )
