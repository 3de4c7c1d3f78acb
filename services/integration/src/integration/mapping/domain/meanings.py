"""What each listing and each field means, for people who map a system to them."""

from collections.abc import Mapping
from typing import Final

from rules.text import Text

LISTINGS: Final[Mapping[str, Text]] = {
    "ceilings": Text("Plafon kegiatan dalam RKPD", "Ceilings of activities in the RKPD"),
    "documents": Text("Dokumen perencanaan atau kinerja", "Documents of planning or performance"),
    "consultations": Text(
        "Berita acara konsultasi dengan unit pengelola TIK",
        "Minutes of consultations with the ICT unit",
    ),
    "exchanges": Text(
        "Catatan pertukaran data dengan sistem lain", "Log of exchanges with other systems"
    ),
    "schedules": Text(
        "Jadwal anggaran: murni, pergeseran, perubahan",
        "Budget schedules: original, shifted, amended",
    ),
    "sub-activities": Text(
        "Anggaran subkegiatan pada setiap jadwal", "Budgets of sub-activities in each schedule"
    ),
    "budget-documents": Text("DPA dan anggaran kas", "Budget documents (DPA) and cash plans"),
    "realisations": Text(
        "Realisasi keuangan dan fisik setiap bulan", "Realisation of money and work, by month"
    ),
    "units": Text("Perangkat daerah", "Units of the region"),
    "key-indicators": Text("Indikator kinerja utama (IKU)", "Key performance indicators (IKU)"),
    "achievements": Text("Capaian kinerja triwulanan", "Quarterly achievements"),
}

_FIELDS: Final[Mapping[str, Text]] = {
    "id": Text(
        "Nomor baris yang tetap dan tunggal dalam daftarnya",
        "Id of the row: one within its listing, and always the same",
    ),
    "unit": Text(
        "Unit pemilik baris; dipetakan ke instansi pada units",
        "Unit whose row it is; units maps it to an agency",
    ),
    "unit_title": Text("Nama unit, bila disebut", "Name of the unit, if it is said"),
    "sub_unit": Text("Subunit, bila ada", "Sub-unit, if there is one"),
    "year": Text(
        "Tahun baris; bila tidak ada barisnya yang menyebut, tahun yang diminta",
        "Year of the row; where no row says one, the year that was asked for",
    ),
    "affair": Text("Kode urusan dari program, misalnya 2", "Affair of the programme, like 2"),
    "field": Text("Kode bidang urusan dari program, misalnya 16", "Field of it, like 16"),
    "programme": Text("Kode program dalam bidangnya, misalnya 03", "Programme in it, like 03"),
    "programme_title": Text("Nama program", "Title of the programme"),
    "programmes": Text(
        "Daftar program pendukung: kode, nama, atau objek dengan keduanya",
        "List of the programmes that support it: codes, titles, or objects with both",
    ),
    "activity": Text("Kode kegiatan dalam programnya", "Code of the activity in its programme"),
    "title": Text("Nama atau judul", "Name or title"),
    "amount": Text("Pagu dalam rupiah", "Amount in rupiah"),
    "approved": Text("Apakah sudah disetujui", "Whether it is approved"),
    "approved_at": Text("Tanggal pengesahan", "When it was approved"),
    "type": Text("Jenis dokumen", "Type of the document"),
    "contents": Text(
        "Muatan peta rencana SPBE, dipisahkan titik koma: TATA KELOLA, MANAJEMEN, LAYANAN,"
        " INFRASTRUKTUR, APLIKASI, KEAMANAN, AUDIT",
        "What a roadmap of e-government covers, parted by semicolons: TATA KELOLA, MANAJEMEN,"
        " LAYANAN, INFRASTRUKTUR, APLIKASI, KEAMANAN, AUDIT",
    ),
    "number": Text("Nomor dokumen", "Number of the document"),
    "held_on": Text("Tanggal konsultasi", "Day of the consultation"),
    "agreed": Text("Apakah unit pengelola TIK menyetujui", "Whether the ICT unit agreed"),
    "target": Text("Target", "Target"),
    "object": Text("Apa yang dipertukarkan", "What was exchanged"),
    "at": Text("Waktu pertukaran", "When it was exchanged"),
    "outcome": Text("Hasil pertukaran", "Outcome of the exchange"),
    "name": Text("Nama", "Name"),
    "short_name": Text("Singkatan", "Short name"),
    "starts_at": Text("Waktu mulai jadwal", "When the schedule begins"),
    "ends_at": Text("Waktu akhir jadwal", "When the schedule ends"),
    "locked": Text("Apakah terkunci (ditetapkan)", "Whether it is locked, and so decided"),
    "code": Text(
        "Kode subkegiatan dengan dua atau empat angka di belakang",
        "Code of the sub-activity; its last part has two or four digits",
    ),
    "indicative_amount": Text("Pagu indikatif", "Indicative amount"),
    "original_ceiling": Text("Plafon KUA murni", "Ceiling of the original KUA"),
    "amended_ceiling": Text("Plafon KUA perubahan", "Ceiling of the amended KUA"),
    "schedule": Text("Id jadwal pada daftar schedules", "Id of its schedule, as schedules has it"),
    "issued_on": Text("Tanggal DPA", "Day of the DPA"),
    "plan_total": Text("Jumlah anggaran kas setahun", "Cash plan of the year"),
    "outcome_target": Text("Target kinerja hasil", "Target of the outcome"),
    "month": Text("Bulan, 1 sampai 12", "Month, 1 to 12"),
    "planned": Text(
        "Anggaran kas bulan itu; jumlah sejak Januari bila disebut pada cumulative_columns",
        "Cash plan of the month; the sum since January if cumulative_columns names it",
    ),
    "spent": Text(
        "Realisasi keuangan bulan itu; jumlah sejak Januari bila disebut pada cumulative_columns",
        "Money spent in the month; the sum since January if cumulative_columns names it",
    ),
    "physical": Text("Realisasi fisik dalam persen", "Work done so far, in percent"),
    "physical_target": Text("Target fisik dalam persen", "Work planned so far, in percent"),
    "obstacles": Text("Permasalahan", "Obstacles"),
    "indicator": Text(
        "Id indikator, sama pada IKU dan capaian", "Id of the indicator, in IKU and achievements"
    ),
    "measure": Text("Satuan", "Unit of measure"),
    "first_year": Text("Tahun pertama periode indikator", "First year of the indicator"),
    "last_year": Text("Tahun terakhir periode indikator", "Last year of the indicator"),
    "targets": Text(
        'Objek target tahunan, misalnya {"2026": "3,3"}',
        'Object with the target of each year, like {"2026": "3,3"}',
    ),
    "status": Text(
        "Status indikator: selesai, draf, atau proses", "Status of it: selesai, draf or proses"
    ),
    "direction": Text(
        "Arah: naik (makin tinggi makin baik) atau turun",
        "Direction: naik (higher is better) or turun (lower is)",
    ),
    "updated_at": Text("Waktu perubahan terakhir", "When it was last changed"),
    "url": Text("Alamat berkas", "Address of the file"),
    "kind": Text("Kategori: induk atau perubahan", "Category: induk (main) or perubahan"),
    "note": Text("Keterangan", "Note"),
    "period": Text(
        "Tahun atau rentang tahun dokumen, misalnya 2021 - 2026",
        "Year or years of the document, like 2021 - 2026",
    ),
    "published_at": Text(
        "Waktu publikasi; kosong bila belum", "When it was published; empty if it is not"
    ),
    "quarter": Text("Triwulan, 1 sampai 4", "Quarter, 1 to 4"),
    "realisation": Text(
        "Realisasi; kosong bila belum dilaporkan", "Realisation; empty if it is not reported"
    ),
}
_OF_ONE_LISTING: Final[Mapping[tuple[str, str], Text]] = {
    ("exchanges", "target"): Text("Sistem tujuan", "System that it went to"),
    ("achievements", "target"): Text("Target triwulan", "Target of the quarter"),
    ("units", "id"): Text(
        "Id unit, seperti yang disebut baris lain", "Id of the unit, as the other rows have it"
    ),
    ("schedules", "id"): Text("Id jadwal", "Id of the schedule"),
    ("schedules", "name"): Text(
        "Nama: murni, pergeseran, atau perubahan", "Name: murni, pergeseran or perubahan"
    ),
}


def meaning_of(listing: str, field: str) -> Text:
    """Return what a field means.

    Raises:
        KeyError: Nobody wrote it down.
    """
    if field.startswith("plan_") and field[5:].isdigit():
        month = int(field[5:])
        return Text(f"Anggaran kas bulan {month}", f"Cash plan of month {month}")
    return _OF_ONE_LISTING.get((listing, field)) or _FIELDS[field]
