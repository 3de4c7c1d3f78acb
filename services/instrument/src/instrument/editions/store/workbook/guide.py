"""The texts of the guide, the first sheet of a workbook."""

from typing import Final

from rules.text import Text

INTRODUCTION: Final = (
    Text(
        "Satu berkas memuat satu edisi instrumen. Isi lembar-lembar berikut; baris pertama setiap"
        " lembar berisi judul kolom dan tidak boleh diubah.",
        "One file holds one edition of an instrument. Fill in the sheets that follow; the first"
        " row of each holds the headings of its columns and stays as it is.",
    ),
    Text(
        "Semua sel berformat Teks. Bilangan ditulis eksak dengan titik desimal atau sebagai"
        ' pecahan: "2.75", "20/3". Rumus dan makro ditolak.',
        "All cells have the format Text. Numbers are exact, with a decimal point or as a fraction:"
        ' "2.75", "20/3". Formulas and macros are refused.',
    ),
    Text(
        "Pratinjau menyebut setiap kesalahan dengan lembar, baris dan kolomnya; penyimpanan"
        " memakai pemeriksaan yang sama.",
        "The preview names every mistake with its sheet, row and column; saving checks the same.",
    ),
)
HEADINGS: Final = (
    "Lembar / Sheet",
    "Kolom / Column",
    "Wajib / Required",
    "Pilihan / Choices",
    "Penjelasan",
    "Explanation",
)
YES: Final = "ya / yes"

_NAME: Final = Text("nama dalam dua bahasa", "name in both languages")
_OWNER: Final = Text("kode simpul yang memuatnya", "code of the node that it belongs to")
_SYMBOL: Final = Text("tanda yang ditulis penjawab: AA, ya", "what people write for it: AA, yes")
_LOWER: Final = Text("batas bawah; kosong: tanpa batas", "lower end; empty: open")
_UPPER: Final = Text("batas atas; kosong: tanpa batas", "upper end; empty: open")
_WITHIN: Final = Text("apakah batas itu sendiri termasuk", "whether the end itself belongs to it")
_CERTAINTY: Final = Text(
    "unverified selama naskah resminya belum dapat dibaca",
    "unverified as long as the official text could not be read",
)

# By sheet, then by the part of a heading before the point.
EXPLAINED: Final = {
    "edition": {
        "edition_code": Text("kode edisi; tidak dapat diubah", "the edition's code, for ever"),
        "instrument_code": Text("kode instrumen", "the instrument's code"),
        "title": Text("judul dalam dua bahasa", "title in both languages"),
        "source": Text("dokumen sumber", "source document"),
        "certainty": _CERTAINTY,
        "caveat": Text(
            "peringatan yang tampil bersama edisi yang belum terverifikasi",
            "the warning shown with an unverified edition",
        ),
        "in_force_from": Text("berlaku sejak, 2021-01-31", "in force from, 2021-01-31"),
        "in_force_until": Text("berlaku sampai, 2025-12-31", "in force until, 2025-12-31"),
        "period_kind": Text("jenis periode penilaian", "the period that it assesses"),
        "announced_decimals": Text(
            "banyaknya angka desimal yang diumumkan", "decimals that are announced"
        ),
        "not_applicable": Text(
            "arti jawaban n/a: bobotnya dibagi ulang, atau jawaban ditolak",
            "what n/a means: its weight is redistributed, or it is refused",
        ),
    },
    "scales": {
        "code": Text("kode skala", "the scale's code"),
        "kind": Text(
            "levels: hanya tingkat bernama; percent: tanpa tingkat; grades dan fractional: juga"
            " nilai di antaranya",
            "levels: the named ones only; percent: none; grades and fractional: those between too",
        ),
        "minimum": Text("nilai terendah", "lowest value"),
        "maximum": Text("nilai tertinggi", "highest value"),
        "empty": Text(
            "nilai jawaban kosong; kosong: tidak dihitung",
            "what an empty answer counts; empty: nothing",
        ),
    },
    "scale_levels": {
        "scale_code": Text("kode skala yang memuatnya", "code of the scale that it belongs to"),
        "value": Text("nilai tingkat, menaik", "value of the level, rising"),
        "name": _NAME,
        "symbol": _SYMBOL,
    },
    "nodes": {
        "code": Text("kode simpul, unik dalam edisi", "the node's code, once in the edition"),
        "kind": Text(
            "urutan ke bawah: instrument, domain, aspect, indicator, criterion",
            "downwards: instrument, domain, aspect, indicator, criterion",
        ),
        "name": _NAME,
        "weight": Text(
            "bobot dalam persen dari keseluruhan; jumlah bobot di bawah simpul harus sama",
            "percent of the whole; what is below a node adds up to its weight",
        ),
        "parent_code": Text("kode simpul di atasnya", "code of the node above"),
        "aggregation": Text(
            "cara menghitung simpul dari simpul di bawahnya",
            "how a node follows from what is below",
        ),
        "scale_code": Text(
            "skala indikator atau kriteria", "the scale of an indicator or a criterion"
        ),
        "not_applicable": Text(
            "aturan jawaban n/a di simpul ini; mendahului aturan edisi",
            "the rule for n/a here, before the edition's",
        ),
        "anchor": Text("nilai jawaban n/a bila aturannya anchor", "the value where n/a is: anchor"),
        "page": Text("halaman sumber", "page of the source"),
        "source": Text("sumber, bila lain dari sumber edisi", "a source other than the edition's"),
        "certainty": _CERTAINTY,
        "reviewed_from": Text(
            "mulai tingkat ini diperlukan reviu oleh asesor",
            "from this level on a review record of people is needed",
        ),
        "applicability": Text("untuk siapa indikator ini berlaku", "whom the indicator concerns"),
        "coaching_ministry": Text("instansi pembina", "the ministry that coaches"),
        "related": Text(
            "kode indikator yang menjadi dasarnya, satu per baris dalam sel",
            "codes of the indicators it builds on, one a line in the cell",
        ),
    },
    "levels": {
        "node_code": _OWNER,
        "value": Text("tingkat yang dijelaskan", "the level that is described"),
        "text": Text("arti tingkat itu dalam dua bahasa", "what it means, in both languages"),
    },
    "evidence": {
        "node_code": _OWNER,
        "code": Text(
            "kode data dukung; sama bila dokumennya sama",
            "the evidence's code; the same for the same document",
        ),
        "name": _NAME,
        "level": Text("diperlukan mulai tingkat ini", "needed from this level on"),
    },
    "ladder": {
        "node_code": _OWNER,
        "value": Text("nilai indikator", "value of the indicator"),
        "minimum": Text(
            "bagian kriteria yang harus terpenuhi untuk nilai itu, 0 sampai 1",
            "share of criteria met from which on, 0 to 1",
        ),
        "minimum_inclusive": _WITHIN,
    },
}
for _bands in ("predicates", "maturity_levels"):
    EXPLAINED[_bands] = {
        "name": _NAME,
        "symbol": _SYMBOL,
        "minimum": _LOWER,
        "minimum_inclusive": _WITHIN,
        "maximum": _UPPER,
        "maximum_inclusive": _WITHIN,
    }
