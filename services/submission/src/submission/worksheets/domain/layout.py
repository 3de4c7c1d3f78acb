"""The columns of the table of a stage's levels: the same out and in.

Each row names what it was made from: the assessment, the stage and the content of the edition, and
the revision of the stage's own decision. So rows can be sorted, left out and put into another file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from rules.exact import text_of
from rules.languages import Language, in_language
from rules.text import Text
from submission.assessments.domain.answer import Answer
from submission.assessments.domain.stage import StageLevel
from submission.editions.domain.edition import Edition, Indicator, Title

SHEET: Final = "jawaban"
GUIDE: Final = "petunjuk"

CODE: Final = "kode"
LEVEL: Final = "tingkat"
EXPLANATION: Final = "penjelasan"
PARTS: Final = ("fakta", "analisis", "pembuktian", "justifikasi")
SECTOR: Final = "sektor"
REVISION: Final = "revisi"
ORIGIN: Final = "asal"
ANSWER: Final = (LEVEL, EXPLANATION, *PARTS, SECTOR)
# What stands in these is there to be read; an import takes nothing from them.
GREY: Final = (
    *("nama", "aspek", "skala", "menerima_na", "tingkat_sebelumnya", "tahap_sebelumnya"),
    *("diputuskan_oleh", "diputuskan_pada"),
)
_BEFORE: Final = {name: f"{name}_sebelumnya" for name in ANSWER}
# What the stage before says and why: only a table of a later stage has it.
LATER: Final = tuple(_BEFORE[name] for name in ANSWER if name != LEVEL)
_WIDE: Final = {
    "nama": 48,
    "aspek": 24,
    "skala": 32,
    **{name: 40 for each in (EXPLANATION, *PARTS) for name in (each, _BEFORE[each])},
}
_HASH_LENGTH: Final = 16


@dataclass(frozen=True, slots=True)
class Origin:
    """What a row was made from, besides its revision."""

    assessment_id: UUID
    stage: str
    content_hash: str

    def __str__(self) -> str:
        return f"{self.assessment_id}/{self.stage}/{self.content_hash[:_HASH_LENGTH]}"


def headings_of(*, is_later: bool) -> Sequence[str]:
    """Return the columns of the table of the first stage, or of a later one."""
    return (CODE, *GREY[:6], *(LATER if is_later else ()), *ANSWER, *GREY[6:], REVISION, ORIGIN)


def widths_of(headings: Sequence[str]) -> Mapping[int, int]:
    """Return the widths of columns by their places, of those that are not as wide as usual."""
    return {place: _WIDE[heading] for place, heading in enumerate(headings, 1) if heading in _WIDE}


def before_cells(before: StageLevel | None) -> Mapping[str, str | None]:
    """Return the cells of what the stage before says; `before`: None at the first stage."""
    earlier = Answer(indicator_code="", stage="") if before is None else before.counted
    cells = {_BEFORE[name]: text for name, text in answer_cells(earlier).items()}
    return cells | {"tahap_sebelumnya": earlier.stage if earlier.level is not None else None}


def titles_of(edition: Edition) -> Sequence[Title]:
    """Return what the table has a row for, in the edition's order."""
    nameless = Text("", "")
    return edition.titles or [Title(code, nameless, nameless) for code in edition.scale_codes]


def answer_cells(answer: Answer) -> Mapping[str, str | None]:
    """Return the cells of an answer: nothing at all without a level."""
    cells: dict[str, str | None] = dict.fromkeys(ANSWER)
    if answer.level is None:
        return cells
    cells[LEVEL], cells[SECTOR] = answer.level, answer.sector
    if answer.reasons is None:
        cells[EXPLANATION] = answer.explanation
    else:
        cells |= answer.reasons
    return cells


def row_of(
    title: Title,
    indicator: Indicator,
    own: Answer,
    *,
    before: StageLevel | None,
    origin: Origin,
    language: Language,
) -> Sequence[str | None]:
    """Return the row of an indicator. `before`: its level at the stage before, if there is one."""
    cells: dict[str, str | None] = {
        CODE: title.code,
        "nama": in_language(title.name, language),
        "aspek": in_language(title.group, language),
        "skala": _scale(indicator, language),
        "menerima_na": in_language(_YES if indicator.accepts_na else _NO, language),
        **before_cells(before),
        **answer_cells(own),
        "diputuskan_oleh": own.decided_by,
        "diputuskan_pada": own.decided_at.isoformat() if own.decided_at else None,
        REVISION: str(own.revision),
        ORIGIN: str(origin),
    }
    return [cells[heading] for heading in headings_of(is_later=before is not None)]


def guide_of(about: Mapping[str, str]) -> Sequence[Sequence[str]]:
    """Return the rows of the sheet of instructions; `about`: what the file was made from."""
    return [*([name, value] for name, value in about.items()), [], *map(list, _GUIDE)]


def _scale(indicator: Indicator, language: Language) -> str:
    scale = indicator.scale
    steps = [
        " = ".join(
            part
            for part in (text_of(step.value), step.symbol, in_language(step.name, language))
            if part
        )
        for step in scale.levels
    ]
    if scale.kind != "levels" or not steps:
        steps.insert(0, f"{text_of(scale.minimum)} - {text_of(scale.maximum)}")
    return "; ".join(steps)


_YES: Final = Text("ya", "yes")
_NO: Final = Text("tidak", "no")
_GUIDE: Final = (
    Text(
        "Isi kolom tingkat, lalu penjelasan, atau fakta dan analisis (dan justifikasi).",
        "Fill in tingkat (level), then penjelasan (explanation), or fakta and analisis (facts and"
        " analysis, with justifikasi).",
    ),
    Text(
        "pembuktian: bukti bagi tingkat di bawahnya, beserta fakta dan analisis; wajib pada"
        " evaluasi dan pemantauan SPBE untuk setiap tingkat di atas yang terendah.",
        "pembuktian: what proves the level below, beside fakta and analisis; an SPBE evaluation or"
        " monitoring needs it for every level above the lowest.",
    ),
    Text(
        "sektor: sektor layanan publik yang dinilai, pada indikator yang memintanya (45, 46 dan 47"
        " dari PermenPANRB 59/2020: tiga sektor yang berbeda). Bila dikosongkan, sektor sebelumnya"
        " tetap.",
        "sektor: the sector of public service, for indicators that ask for one (45, 46 and 47 of"
        " PermenPANRB 59/2020: three different ones). Left empty, the one of before stays.",
    ),
    Text(
        "tingkat: angka, lambang atau nama pada kolom skala; n/a bila tidak berlaku dan kolom"
        " menerima_na berisi ya. 72,5 sama dengan 72.5. 0 adalah tingkat, bukan kosong.",
        "tingkat: a number, symbol or name of the column skala; n/a where it does not apply and"
        " menerima_na says yes. 72,5 is 72.5. 0 is a level, not empty.",
    ),
    Text(
        "Baris yang tidak diubah, dikosongkan seluruhnya sejak awal, atau dihapus dari berkas tidak"
        " mengubah apa pun. Tingkat yang sudah diputuskan tidak dapat dikosongkan di sini: batalkan"
        " melalui aplikasi.",
        "A row that was not changed, was always empty, or was taken out of the file changes"
        " nothing. A decided level cannot be emptied here: withdraw it online.",
    ),
    Text(
        "Kolom kelabu hanya untuk dibaca. Jangan mengubah kolom kode, revisi dan asal. Urutan baris"
        " dan kolom bebas; jangan menambah kolom dan jangan menggabungkan sel.",
        "Grey columns are for reading only. Leave kode, revisi and asal as they are. Rows and"
        " columns may stand in any order; add no column and merge no cells.",
    ),
    Text(
        "Kolom yang berakhiran _sebelumnya berisi tingkat, penjelasan dan sektor dari tahap"
        " sebelumnya. Jangan mengubahnya: tulislah pendapat Anda pada kolom yang tidak kelabu.",
        "Columns that end in _sebelumnya hold level, explanation and sector of the stage before."
        " Do not change them: write what you think into the columns that are not grey.",
    ),
    Text(
        "Semua sel berformat Teks. Bila program mengubah isi menjadi tanggal atau rumus tanpa"
        " nilai, sel itu disebut dan tidak ada yang disimpan.",
        "All cells have the format Text. Where a program made a date or a formula without a value"
        " of it, the cell is named and nothing is kept.",
    ),
    Text("Baris tersembunyi dibaca seperti baris lain.", "Hidden rows are read like any other."),
)
