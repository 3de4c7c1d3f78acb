"""The forms of what a registration names: codes, units, programmes, years."""

from typing import Annotated, Final

from pydantic import AfterValidator, Field

from kit.fields import Key, refused
from rules.codes import LONGEST_CODE, SMALL_CODE
from rules.sentences import form
from rules.text import Text

Code = Annotated[Key, Field(max_length=100)]


# A dot parts a code, and enters an object: between two of them, nothing could stand.
def _parted(code: str) -> str:
    if "" in code.split("."):
        raise refused(
            Text(
                "tidak boleh memuat bagian kosong di antara titik, misalnya 1.02.01",
                "must have nothing empty between its dots, like 1.02.01",
            )
        )
    return code


# `/sources/adapters` and `/sources/dry-run` are no sources.
_WORDS: Final = frozenset({"adapters", "dry-run"})


def fault_of_code(code: str) -> Text | None:
    """Return why a source cannot have a code."""
    if code not in _WORDS:
        return None
    return Text(f"{code} adalah bagian dari alamat", f"{code} is a word of addresses")


def _no_word(code: str) -> str:
    if fault := fault_of_code(code):
        raise refused(fault)
    return code


Unit = Annotated[Key, AfterValidator(_parted)]
FieldKey = Annotated[Code, AfterValidator(_parted)]
Slug = Annotated[
    str,
    Field(
        pattern=form(
            rf"^{SMALL_CODE}$",
            Text(
                "harus berupa huruf kecil, angka, titik, garis bawah, atau tanda hubung,"
                " misalnya e-planning-9901 (tanpa bagian kosong di"
                " antara atau di belakang titik)",
                "must be small letters, digits, dots, underscores or hyphens, like"
                " e-planning-9901 (nothing empty between or behind dots)",
            ),
        ),
        max_length=LONGEST_CODE,
    ),
    AfterValidator(_no_word),
]
SubActivity = Annotated[
    str,
    Field(
        pattern=form(
            r"^[0-9X]\.([0-9]{2}|XX)\.[0-9]{2}\.[12]\.[0-9]{2}\.([0-9]{2}|[0-9]{4})$",
            Text(
                "harus berupa kode subkegiatan, misalnya 2.16.01.2.01.0001",
                "must be the code of a sub-activity, like 2.16.01.2.01.0001",
            ),
        ),
        max_length=30,
    ),
]
Year = Annotated[int, Field(ge=2000, le=2100)]
_FIVE_YEARS = form(
    r"^\d{4}-\d{4}$",
    Text("harus berupa dua tahun, misalnya 2025-2029", "must be two years, like 2025-2029"),
)
# Codes are compared in the writing of their code set. What cannot be one would match no programme,
# and a plan of which nothing counts as ICT has "nothing to consult".
Programme = Annotated[
    str,
    Field(
        pattern=form(
            r"^(0*[1-9X]\.([0-9]{1,2}|XX?)\.([0-9]{1,2}|XX?)|[1-9X]\.([0-9]{2}|XX))$",
            Text(
                "harus berupa kode program atau bidang urusan, misalnya 2.16.03 atau 2.16",
                "must be the code of a programme or of a field, like 2.16.03 or 2.16",
            ),
        ),
        max_length=30,
    ),
]
MULTIPLE = form(
    r"^(0{0,3}[1-9][0-9]{0,3}(\.[0-9]{1,4})?|0{1,4}\.0{0,3}[1-9][0-9]{0,3})$",
    Text(
        "harus berupa bilangan lebih dari 0 di antara tanda kutip, misalnya 1 atau 1.25",
        "must be a number above 0 in quotes, like 1 or 1.25",
    ),
)


def _onward(years: str) -> str:
    first, last = years.split("-")
    if last < first:
        raise refused(Text("tahun terakhir mendahului tahun pertama", "ends before it begins"))
    return years


FiveYears = Annotated[str, Field(pattern=_FIVE_YEARS), AfterValidator(_onward)]
