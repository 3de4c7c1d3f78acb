"""Register a source, or change its registration, if everything that it names exists."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from integration.agencies import store as agencies
from integration.sources import store
from integration.sources.domain.keys import USUAL_KEYS
from integration.sources.domain.source import Source
from integration.sources.usecases.check_address import Objection, objection_to
from kit.clock import Clock
from kit.database import Session
from kit.errors import CHECK_THE_PARTS, Conflict, Invalid
from rules.refusal import Refusal, pointer_to
from rules.text import Text

_OBJECTIONS: Final[Mapping[Objection, Text]] = {
    "not_a_url": Text(
        "harus berupa URL http(s) tanpa nama pengguna, kueri, atau fragmen",
        "must be an http(s) URL without user, query or fragment",
    ),
    "not_https": Text(
        "harus memakai https, kecuali alamat itu terdaftar pada pengaturan",
        "must use https, unless the settings list the address",
    ),
    "not_public": Text(
        "tidak boleh berupa alamat privat atau lokal, kecuali terdaftar pada pengaturan",
        "must not be a private or local address, unless the settings list it",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """What the settings allow a registration to name: private addresses, and credentials."""

    targets: Collection[str]
    secret_names: Collection[str]


async def register_source(
    session: Session, given: Source, *, by: str, allowed: Allowed, clock: Clock
) -> Source:
    """Store a new source; it is read at once and then at its interval.

    Raises:
        Conflict: The code is taken.
        Invalid: Something that it names does not exist; the errors point at each.
    """
    if await store.find(session, given.code) is not None:
        raise Conflict(
            Text(
                f"Sumber {given.code} sudah terdaftar. Ubahlah pendaftaran yang ada.",
                f"The source {given.code} is registered already. Change that registration.",
            ),
            errors=[Refusal("/code", Text("sudah dipakai", "is taken"))],
        )
    await _check(session, given, allowed)
    await store.add(session, given, by=by, at=clock.now())
    return given


async def change_source(
    session: Session, held: Source, given: Source, *, by: str, allowed: Allowed, clock: Clock
) -> Source:
    """Store a changed registration; the same one again changes nothing.

    `held` is locked. Everything is read again under the new registration.

    Raises:
        Invalid: Something that it names does not exist, or must not change; the errors point at
            each.
    """
    changed = replace(given, revision=held.revision)
    if changed == held:
        return held
    fixed = [
        name for name in ("system", "region_code") if getattr(given, name) != getattr(held, name)
    ]
    if fixed:
        message = Text("tidak dapat diubah", "cannot be changed")
        raise Invalid(CHECK_THE_PARTS, errors=[Refusal(f"/{name}", message) for name in fixed])
    await _check(session, given, allowed)
    changed = replace(given, revision=held.revision + 1)
    await store.change(session, changed, by=by, at=clock.now())
    return changed


async def _check(session: Session, given: Source, allowed: Allowed) -> None:
    wrong = [
        *_wrong_address(given, allowed),
        *_wrong_options(given),
        *await _wrong_agencies(session, given),
    ]
    if wrong:
        raise Invalid(CHECK_THE_PARTS, errors=wrong)


def _wrong_address(given: Source, allowed: Allowed) -> Iterator[Refusal]:
    objection = objection_to(given.base_url, allowed.targets)
    if objection is not None:
        yield Refusal("/base_url", _OBJECTIONS[objection])
    if given.secret_name not in allowed.secret_names:
        yield Refusal(
            "/secret_name",
            Text(
                "pengaturan tidak memuat kredensial dengan nama ini",
                "the settings hold no credential of this name",
            ),
        )


def _wrong_options(given: Source) -> Iterator[Refusal]:
    try:
        ZoneInfo(given.options.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        yield Refusal(
            "/options/timezone", Text("zona waktu tidak dikenal", "is not a known time zone")
        )
    known = USUAL_KEYS[given.system]
    for listing, keys in given.options.fields.items():
        unknown = [name for name in keys if name not in known.get(listing, {})]
        for name in unknown:
            yield Refusal(
                pointer_to("options", "fields", listing, name),
                Text("tidak dikenal oleh adaptor", "is not known to the adapter"),
            )


async def _wrong_agencies(session: Session, given: Source) -> list[Refusal]:
    """Return what is wrong with the region and the unit map.

    The event of a new agency may take a moment to arrive; asking again helps.
    """
    known = await agencies.known(session, {given.region_code, *given.agency_codes})
    below = await agencies.subtree(session, given.region_code)
    elsewhere = await store.mapped_elsewhere(session, given)
    wrong = []
    if given.region_code not in known:
        wrong.append(Refusal("/region_code", _unknown(given.region_code)))
    for unit, code in given.units.items():
        pointer = pointer_to("units", unit)
        if code not in known:
            wrong.append(Refusal(pointer, _unknown(code)))
        elif code not in below:
            wrong.append(Refusal(pointer, _outside(code, given.region_code)))
        elif code in elsewhere:
            wrong.append(Refusal(pointer, _taken(code, elsewhere[code])))
    return wrong


def _unknown(code: str) -> Text:
    return Text(f"instansi {code} tidak dikenal", f"there is no agency {code}")


def _outside(code: str, region: str) -> Text:
    return Text(f"{code} tidak berada di bawah {region}", f"{code} is not below {region}")


def _taken(code: str, other: str) -> Text:
    return Text(
        f"{code} sudah dipetakan pada sumber {other}", f"{code} is mapped by the source {other}"
    )
