"""What a request cannot ask for: each part of it is named."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from rules.refusal import Refusal
from rules.text import Text
from submission.agencies.domain import Agency, AgencyRevision
from submission.reorganisations.domain.request import (
    AnyRequest,
    Closure,
    Merger,
    Move,
    Renaming,
    Split,
)
from submission.reorganisations.domain.situation import Plan, Situation, lives_on


def named_in(request: AnyRequest) -> dict[str, str]:
    """Return the places of all agencies that must exist, those of the address left out."""
    match request:
        case Move():
            return {"/parent_code": request.parent_code}
        case Merger():
            return {f"/from_codes/{n}": code for n, code in enumerate(request.from_codes)}
        case _:
            return {}


def new_in(request: AnyRequest) -> dict[str, Agency]:
    """Return the places and states of the agencies that are to be new."""
    match request:
        case Merger() if request.wanted is not None:
            return {"/agency": request.wanted}
        case Split():
            return {f"/parts/{n}": part.wanted for n, part in enumerate(request.parts)}
        case _:
            return {}


def ending_in(request: AnyRequest) -> tuple[str, ...]:
    """Return the codes of the agencies that end."""
    match request:
        case Merger():
            return request.from_codes
        case Split():
            return () if request.goes_on else (request.agency_code,)
        case Closure():
            return (request.agency_code,)
        case _:
            return ()


def check_request(request: AnyRequest, situation: Situation) -> Iterator[Refusal]:
    """Yield what is wrong with a request whose agencies are all known."""
    match request:
        case Merger():
            yield from _check_merger(request)
        case Split():
            yield from _check_split(request, situation)
        case Closure():
            yield from _check_closure(request, situation)
        case _:
            pass
    yield from _check_days(request, situation)


def _check_merger(request: Merger) -> Iterator[Refusal]:
    seen: set[str] = set()
    for place, code in enumerate(request.from_codes):
        pointer = f"/from_codes/{place}"
        if code == request.agency_code:
            yield Refusal(
                pointer,
                Text(
                    "instansi penerus tidak disebut di sini; yang disebut akan berakhir",
                    "does not name the successor itself; what is named here ends",
                ),
            )
        if code in seen:
            yield Refusal(pointer, Text(f"{code} disebut dua kali", f"{code} is named twice"))
        seen.add(code)


def _check_split(request: Split, situation: Situation) -> Iterator[Refusal]:
    codes = [part.wanted.code for part in request.parts]
    for place, code in enumerate(codes):
        if code == request.agency_code or code in codes[:place]:
            yield Refusal(
                f"/parts/{place}/agency_code",
                Text(f"{code} disebut dua kali", f"{code} is named twice"),
            )
    yield from _check_units(request, situation)


def _check_units(request: Split, situation: Situation) -> Iterator[Refusal]:
    units = {each.agency.code: each.agency for each in situation.units}
    seen: set[str] = set()
    for place, part in enumerate(request.parts):
        for unit_place, code in enumerate(part.unit_codes):
            pointer = f"/parts/{place}/unit_codes/{unit_place}"
            if code in seen:
                yield Refusal(pointer, Text(f"{code} disebut dua kali", f"{code} is named twice"))
            elif code not in units:
                yield Refusal(pointer, _not_below(code, request.agency_code))
            seen.add(code)
    if not request.goes_on:
        for code, unit in units.items():
            if code not in seen and lives_on(unit, request.day):
                yield Refusal("/parts", _homeless(code))


def _not_below(code: str, above: str) -> Text:
    return Text(
        f"{code} tidak berada langsung di bawah {above}", f"{code} is not directly below {above}"
    )


def _homeless(code: str) -> Text:
    return Text(
        f"unit {code} belum ditempatkan: sebut dalam unit_codes salah satu bagian",
        f"the unit {code} has no place: name it in the unit_codes of a part",
    )


def _check_closure(request: Closure, situation: Situation) -> Iterator[Refusal]:
    for unit in situation.units:
        if lives_on(unit.agency, request.day):
            yield Refusal(
                "agency_code",
                Text(
                    f"{unit.agency.code} masih berada di bawahnya: pindahkan atau tutup lebih dulu",
                    f"{unit.agency.code} is still below it: move or close that first",
                ),
            )


def _check_days(request: AnyRequest, situation: Situation) -> Iterator[Refusal]:
    for code in ending_in(request):
        first = situation.agencies[code].agency.valid_from
        if request.day <= first:
            yield Refusal(
                "/effective_on",
                Text(
                    f"{code} ada sejak {first}; harus setelah hari itu",
                    f"{code} exists from {first} on; must be after that day",
                ),
            )
        for other, takes_over in _takes_over(situation.agencies[code].agency, situation.linked):
            if first < request.day <= takes_over:
                yield Refusal("/effective_on", _not_before(code, other, takes_over))
    for code in _going_on(request, situation):
        agency = situation.agencies[code].agency
        if not agency.exists_on(request.day):
            yield Refusal(
                "/effective_on",
                Text(
                    f"{code} tidak ada pada {request.day}", f"{code} is not there on {request.day}"
                ),
            )


def _takes_over(agency: Agency, linked: Mapping[str, Agency]) -> Iterator[tuple[str, date]]:
    """Yield on which days there must be an agency: others end into it, or begin beside it.

    It is declared in any order. So whoever ends is asked for these days as they were asked, when
    they were declared, whether there is the agency.
    """
    for other in (linked[code] for code in agency.predecessor_codes if code in linked):
        if other.valid_until is not None:
            yield other.code, other.valid_until + timedelta(days=1)
    for other in (linked[code] for code in agency.successor_codes if code in linked):
        goes_on = agency.exists_on(other.valid_from)
        if goes_on and not other.never_began:
            yield other.code, other.valid_from


def _not_before(code: str, other: str, day: date) -> Text:
    return Text(
        f"{code} harus masih ada pada {day}, hari berlakunya reorganisasi dengan {other}: pilih"
        " hari setelahnya, atau batalkan dahulu reorganisasi itu (POST …/withdrawal)",
        f"{code} must be there on {day}, the day of the reorganisation with {other}: choose a later"
        " day, or take that back first (POST …/withdrawal)",
    )


def _going_on(request: AnyRequest, situation: Situation) -> list[str]:
    ending = {*ending_in(request), *(agency.code for agency in new_in(request).values())}
    named = [request.agency_code, *named_in(request).values()]
    return [code for code in named if code in situation.agencies and code not in ending]


def check_present(request: AnyRequest, plan: Plan, *, today: date) -> Iterator[Refusal]:
    """Yield what cannot be so from that day on.

    A state of an agency that goes on is the present one: it begins today at the latest, and not
    before the newest state that is known. New agencies and ends have dates of their own, so they
    can lie ahead.
    """
    for change in plan.agencies:
        if change.before is None or change.is_new or change.ends:
            continue
        if is_only_linked(change.before, change.after):
            continue
        code = change.after.code
        if request.day > today:
            told = _ahead(code, today) if code == request.agency_code else _unit_ahead(code)
            yield Refusal("/effective_on", told)
        elif isinstance(request, Renaming | Move) and request.day < change.since:
            yield Refusal("/effective_on", _before_the_last(code, change.since))


def is_only_linked(before: AgencyRevision, after: Agency) -> bool:
    """Say whether only predecessors or successors are added: they are told as soon as known."""
    kept = before.agency
    return (kept.name, kept.short_name, kept.parent_code) == (
        after.name,
        after.short_name,
        after.parent_code,
    )


def _ahead(code: str, today: date) -> Text:
    return Text(
        f"nama dan letak {code} berubah paling lambat hari ini ({today}); hari yang akan datang"
        " hanya untuk instansi baru dan instansi yang berakhir. Kirim permintaan ini dengan"
        " effective_on yang sama pada hari itu atau sesudahnya",
        f"the name and place of {code} change today ({today}) at the latest; only new agencies and"
        " ends can lie ahead. Send this request with the same effective_on on that day or later",
    )


def _unit_ahead(code: str) -> Text:
    """A unit that moves along keeps its code; one that is to have a new one can end ahead."""
    return Text(
        f"{code} ikut pindah, dan letak instansi tidak dapat berubah pada hari yang akan datang."
        f" Kirim permintaan ini pada hari itu atau sesudahnya; atau lebih dahulu gabungkan {code}"
        " mulai hari yang sama ke unit baru di bawah penerusnya (POST …/merger dengan kode unit"
        " baru itu), atau tutup (POST …/closure)",
        f"{code} would move along, and no place changes on a day that lies ahead. Send this"
        f" request on that day or later; or first merge {code} from the same day on into a new"
        " unit below the successor (POST …/merger at the code of that new unit), or close it"
        " (POST …/closure)",
    )


def _before_the_last(code: str, last: date) -> Text:
    return Text(
        f"{code} terakhir berubah pada {last}; tidak boleh sebelum hari itu",
        f"{code} last changed on {last}; must not be before that day",
    )


def ended_otherwise(
    request: AnyRequest, agencies: Mapping[str, AgencyRevision], codes: Sequence[str]
) -> list[tuple[str, AgencyRevision]]:
    """Return those that are to end and have ended before that day, or in another way."""
    return [
        (code, agencies[code]) for code in codes if not lives_on(agencies[code].agency, request.day)
    ]
