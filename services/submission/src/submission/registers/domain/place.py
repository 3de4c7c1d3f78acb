"""Where an agency may stand, and from when on: what is above it is there all that time."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from rules.refusal import Refusal
from rules.text import Text
from submission.agencies.domain import Agency, AgencyState


class Stay(NamedTuple):
    """From which day on an agency stood below another one; None: it was the root of a tree."""

    parent_code: str | None
    first_day: date


def stays_of(states: Sequence[AgencyState], agency: Agency) -> list[Stay]:
    """Return below whom an agency stands and stood, the first stay at first.

    `states` are all that are kept of it, the oldest first; `agency` is what it is to be. A move has
    its day. Whatever else names another parent corrects the stay from its beginning on.
    """
    stays: list[Stay] = []
    for state in states:
        parent = state.kept.agency.parent_code
        if not stays or state.change == "created":
            stays = [Stay(parent, agency.valid_from)]
        elif parent != stays[-1].parent_code:
            is_later = state.change == "moved" and state.since > stays[-1].first_day
            first = state.since if is_later else stays[-1].first_day
            stays = [*(stays if is_later else stays[:-1]), Stay(parent, first)]
    first = stays[-1].first_day if stays else agency.valid_from
    return [*stays[:-1], Stay(agency.parent_code, first)]


def is_placed(agency: Agency, before: Agency | None) -> bool:
    """Say whether an agency gets a place: it is new, or comes below another one."""
    return before is None or before.never_began or before.parent_code != agency.parent_code


def check_life(agency: Agency, parent: Agency | None, *, since: date) -> Iterator[Refusal]:
    """Yield what is wrong with a place that an agency gets from a day on.

    What is above it is there on that day already, and does not end before it.
    """
    if parent is None:
        return
    code, until = parent.code, parent.valid_until
    if parent.never_began:
        yield Refusal(
            "/parent_code",
            Text(
                f"{code} tidak jadi dibentuk: pilih instansi lain",
                f"{code} was never formed: choose another agency",
            ),
        )
        return
    if since < parent.valid_from:
        yield _not_there_yet(agency, parent, since)
    if not parent.lasts_like(agency):
        yield Refusal(
            "/parent_code",
            Text(
                f"{code} berakhir pada {until}: pilih instansi di atas yang masih ada, misalnya"
                " penerusnya, atau isi valid_until paling lambat hari itu",
                f"{code} ends on {until}: choose an agency above that lives on, like its"
                " successor, or write a valid_until that is not later",
            ),
        )


def check_first_day(
    agency: Agency, before: Agency, first: Agency | None, *, is_told: bool = True
) -> Iterator[Refusal]:
    """Yield what is wrong with an earlier first day; `first`: who stood above it on that day.

    `is_told`: whoever asks reads of that one, so that they are told since when it is there.
    """
    if first is None or not agency.valid_from < min(before.valid_from, first.valid_from):
        return
    day, code = agency.valid_from, first.code
    since = Text(f" (ada sejak {first.valid_from})", f" (it exists from {first.valid_from} on)")
    yield Refusal(
        "/valid_from",
        Text(
            f"pada {day} instansi di atasnya, {code}, belum ada{since.id if is_told else ''}",
            f"the agency above it, {code}, is not there on {day} yet{since.en if is_told else ''}",
        ),
    )


def check_below(
    agency: Agency, before: Agency, below: Sequence[tuple[Agency, Sequence[Stay]]]
) -> Iterator[Refusal]:
    """Yield what is wrong with a later first day: others stand or stood below it before.

    `below`: agencies with where they stood, as they are to be.
    """
    if agency.valid_from <= before.valid_from:
        return
    begun = sorted(
        (stay.first_day, other.code)
        for other, stays in below
        for stay in stays
        if stay.parent_code == agency.code
        and stay.first_day < agency.valid_from
        and other.exists_on(stay.first_day)
    )
    if begun:
        day, code = begun[0]
        yield Refusal(
            "/valid_from",
            Text(
                f"{code} berada di bawahnya sejak {day}: paling lambat hari itu, atau ubah dahulu"
                f" hari pertama {code}",
                f"{code} is below it from {day} on: must not be later, or change the first day of"
                f" {code} first",
            ),
        )


def _not_there_yet(agency: Agency, parent: Agency, since: date) -> Refusal:
    code, first = parent.code, parent.valid_from
    if since != agency.valid_from:
        return Refusal(
            "/parent_code",
            Text(
                f"{code} baru ada sejak {first}, sedangkan {agency.code} berada di bawahnya mulai"
                f" {since}",
                f"{code} exists from {first} on, and {agency.code} would be below it from"
                f" {since} on",
            ),
        )
    return Refusal(
        "/valid_from",
        Text(
            f"instansi di atasnya, {code}, baru ada sejak {first}: tidak boleh sebelum hari itu;"
            " yang sudah ada sebelumnya pindah ke bawahnya mulai suatu hari (POST …/move)",
            f"the agency above it, {code}, exists from {first} on: must not be before that day;"
            " what was there before comes below it from a day on (POST …/move)",
        ),
    )
