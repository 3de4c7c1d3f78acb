"""The team of internal evaluators, and the functions that it needs.

The guide of 2018 names 12 functions, the guides of PermenPANRB 59/2020 name 15. One person may hold
several. Besides them a team has exactly one officer who enters data. Which list a campaign follows
is data of its edition; an edition without a list demands no functions.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rules.refusal import Refusal
from rules.text import Text

DATA_ENTRY: Final = "data_entry"

_NAMES: Final[Mapping[str, Text]] = {
    "proses_bisnis": Text("Proses bisnis", "Business process"),
    "organisasi": Text("Organisasi", "Organisation"),
    "organisasi_tata_laksana": Text(
        "Organisasi dan ketatalaksanaan", "Organisation and procedures"
    ),
    "pengelolaan_data": Text("Pengelolaan data dan informasi", "Data and information management"),
    "tik": Text("Teknologi informasi dan komunikasi", "Information and communication technology"),
    "keamanan_informasi": Text("Keamanan informasi", "Information security"),
    "hukum": Text("Hukum", "Law"),
    "perencanaan_kinerja": Text("Perencanaan dan kinerja", "Planning and performance"),
    "perencanaan": Text("Perencanaan", "Planning"),
    "penganggaran": Text("Penganggaran", "Budgeting"),
    "akuntabilitas_kinerja": Text("Akuntabilitas kinerja", "Performance accountability"),
    "keuangan": Text("Keuangan", "Finance"),
    "pengadaan": Text("Pengadaan", "Procurement"),
    "barang_milik_daerah": Text("Barang milik daerah", "Regional property"),
    "kepegawaian": Text("Kepegawaian", "Personnel"),
    "sdm": Text("Sumber daya manusia", "Human resources"),
    "kearsipan": Text("Kearsipan", "Archives"),
    "pengawasan": Text("Pengawasan", "Supervision"),
    "pelayanan_publik": Text("Pelayanan publik", "Public service"),
    DATA_ENTRY: Text("Petugas input data", "Data-entry officer"),
}
_OF_2018: Final = (
    *("proses_bisnis", "organisasi", "hukum", "tik", "perencanaan_kinerja", "penganggaran"),
    *("keuangan", "pengadaan", "kepegawaian", "kearsipan", "pengawasan", "pelayanan_publik"),
)
_OF_2020: Final = (
    *("organisasi_tata_laksana", "pengelolaan_data", "tik", "keamanan_informasi", "hukum"),
    *("perencanaan", "penganggaran", "akuntabilitas_kinerja", "keuangan", "pengadaan"),
    *("barang_milik_daerah", "sdm", "kearsipan", "pengawasan", "pelayanan_publik"),
)
_LISTS: Final[Mapping[str, Sequence[str]]] = {
    "permenpanrb-5-2018": _OF_2018,
    "permenpanrb-59-2020": _OF_2020,
}


@dataclass(frozen=True, slots=True)
class TeamMember:
    """A member of a campaign's team, and the functions that they hold."""

    subject: str
    functions: tuple[str, ...]


def functions_of(edition_code: str) -> Sequence[str]:
    """Return the functions that the team of a campaign on an edition needs."""
    return (*_LISTS.get(edition_code, ()), DATA_ENTRY)


def allowed_in(edition_code: str) -> Collection[str]:
    """Return the functions that a member can hold: those of the list, or else all known."""
    return functions_of(edition_code) if edition_code in _LISTS else tuple(_NAMES)


def name_of_function(code: str) -> Text:
    """Return what a function is called."""
    return _NAMES[code]


def missing_functions(edition_code: str, team: Collection[TeamMember]) -> list[str]:
    """Return the functions that a team lacks, in the order of the list."""
    held = {code for member in team for code in member.functions}
    return [code for code in functions_of(edition_code) if code not in held]


def team_warning(edition_code: str, team: Collection[TeamMember]) -> Text | None:
    """Return what a team lacks, by the names of the functions; None: nothing."""
    lacking = [name_of_function(code) for code in missing_functions(edition_code, team)]
    if not lacking:
        return None
    some = ", ".join(each.id for each in lacking), ", ".join(each.en for each in lacking)
    return Text(
        f"Tim evaluator internal belum lengkap: belum ada {some[0]}.",
        f"The team of internal evaluators is not complete: nobody is there for {some[1]}.",
    )


def check_member(
    member: TeamMember, edition_code: str, *, others: Collection[TeamMember]
) -> Iterator[Refusal]:
    """Yield what is wrong with a member beside the `others` of the team."""
    allowed = allowed_in(edition_code)
    for place, code in enumerate(member.functions):
        if code not in allowed:
            some = ", ".join(allowed)
            told = Text(f"pilihan: {some}", f"choose from {some}")
            yield Refusal(f"/functions/{place}", told)
        elif code in member.functions[:place]:
            told = Text(f"{code} disebut dua kali", f"{code} is named twice")
            yield Refusal(f"/functions/{place}", told)
    first = next((each.subject for each in others if DATA_ENTRY in each.functions), None)
    if DATA_ENTRY in member.functions and first is not None:
        yield Refusal(
            f"/functions/{member.functions.index(DATA_ENTRY)}",
            Text(
                f"petugas input data hanya satu, yaitu {first}",
                f"there is exactly one data-entry officer, who is {first}",
            ),
        )
