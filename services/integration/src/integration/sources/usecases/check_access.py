"""Check that a source may be read: its address, its credential for that address, its plans.

This is checked at the registration and again at every reading, because settings and agencies may
have changed in between.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, NamedTuple, Self

from integration.sources.domain.credential import Credential
from integration.sources.domain.reason import Reason
from integration.sources.domain.source import Source, unplanned_years
from integration.sources.usecases.check_address import is_listed, objection_to
from rules.text import Text

_WRONG_ADDRESS: Final[Mapping[str, Text]] = {
    "not_a_url": Text(
        "harus berupa URL http(s) dengan host dalam penulisan biasa, tanpa nama pengguna, kueri,"
        " atau fragmen",
        "must be an http(s) URL with its host in the usual writing, without user, query or"
        " fragment",
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
# A name that does not exist and a name of another agency get the same answer, so that nobody can
# find out names by trying.
_NO_CREDENTIAL: Final = Reason(
    "no_secret",
    Text(
        "bukan nama kredensial yang dimuat pengaturan untuk instansi ini",
        "is not the name of a credential that the settings hold for this agency",
    ),
)
_NOT_FOR_HOST: Final = Reason(
    "host_not_listed",
    Text(
        "bukan alamat yang boleh menerima kredensial ini menurut pengaturan",
        "is not an address to which the settings let this credential be sent",
    ),
)

_NOT_PULLED: Final = Reason(
    "not_pulled",
    Text(
        "hanya untuk sumber yang dibaca (ways memuat pull)",
        "is of sources that are read (pull among their ways)",
    ),
)
_NOT_PUSHED: Final = Reason(
    "not_pushed",
    Text(
        "hanya untuk sumber yang mengirim (ways memuat push)",
        "is of sources that push (push among their ways)",
    ),
)
_SHORT_KEY: Final = Reason(
    "short_key",
    Text(
        "kunci ini terlalu pendek untuk tanda tangan: paling sedikit 32 byte",
        "is a key too short for signatures: at least 32 bytes",
    ),
)
_PERIODS: Final = "options.key_indicator_periods"
PUSH_KEY: Final = "push_secret_name"
_SHORTEST_KEY: Final = 32  # as long as what SHA-256 gives


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """What a source may name according to the settings: private addresses, and credentials."""

    targets: Collection[str]
    credentials: Mapping[str, Credential]

    def of(self, source: Source) -> Self:
        """Return it with the credentials of a source as they are now, for files may change."""
        names = (source.secret_name, source.push_secret_name)
        found = {name: self.credentials.get(name) for name in names if name}
        kept = {name: each for name, each in found.items() if each is not None}
        return replace(self, credentials=kept)


class Objection(NamedTuple):
    """What is wrong with a field of a registration; a dot enters an object."""

    field: str
    reason: Reason


def objections_to(source: Source, line: Collection[str], allowed: Allowed) -> Iterator[Objection]:
    """Yield why the source may not be read. `line` is its region with all agencies above."""
    if source.is_pulled:
        yield from _to_pulling(source, line, allowed)
    else:
        for name in ("base_url", "secret_name"):
            if getattr(source, name):
                yield Objection(name, _NOT_PULLED)
    if source.push_secret_name is not None:
        yield from _to_pushing(source, source.push_secret_name, line, allowed)
    years = unplanned_years(source)
    if years:
        yield Objection(_PERIODS, _unplanned(", ".join(map(str, years))))


def push_key(source: Source, line: Collection[str], allowed: Allowed) -> bytes | None:
    """Return the key that signs what a source pushes; None if it may not push signed."""
    now = allowed.of(source)
    name = source.push_secret_name
    if name is None or any(_to_pushing(source, name, line, now)):
        return None
    return now.credentials[name].reveal().encode()


def _to_pushing(
    source: Source, name: str, line: Collection[str], allowed: Allowed
) -> Iterator[Objection]:
    if "push" not in source.ways:
        yield Objection(PUSH_KEY, _NOT_PUSHED)
        return
    credential = allowed.credentials.get(name)
    if credential is None or credential.agency_code not in line or not credential.signs:
        yield Objection(PUSH_KEY, _NO_CREDENTIAL)
    elif len(credential.reveal().encode()) < _SHORTEST_KEY:
        yield Objection(PUSH_KEY, _SHORT_KEY)


def _to_pulling(source: Source, line: Collection[str], allowed: Allowed) -> Iterator[Objection]:
    address = objection_to(source.base_url, allowed.targets)
    if address is not None:
        yield Objection("base_url", Reason(address, _WRONG_ADDRESS[address]))
    credential = allowed.credentials.get(source.secret_name)
    if credential is None or credential.agency_code not in line:
        yield Objection("secret_name", _NO_CREDENTIAL)
    elif address is None and not is_listed(source.base_url, credential.hosts):
        yield Objection("base_url", _NOT_FOR_HOST)


def _unplanned(years: str) -> Reason:
    """Of such a year no key indicator would be listed, and so none would be missed."""
    return Reason(
        "unplanned_years",
        Text(f"tidak memuat tahun {years} yang dibaca", f"holds no plan of {years}, which is read"),
    )
