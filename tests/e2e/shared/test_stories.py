"""`tolok story` tells true stories on the product that runs, and tells them again.

Keep it the last file of its folder: the oracle of `World` knows the campaigns of the sample only.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.waiting import NEVER_SECONDS

from sandbox.running.supervisor import Sandbox


def test_karanganyar_has_an_index_by_itself_and_the_ministrys_beside_it(sandbox: Sandbox) -> None:
    told = tell("karanganyar", sandbox)

    assert "menjadi 2.05 (tepat 2.05): predikat Cukup, tingkat kematangan Terkelola" in told
    assert "Jawaban saja memberi 1.23" in told, "the rest comes from the source systems"
    assert "Data contoh" in told
    assert "6 indikator mengikuti sistem sumber: 4, 20, 21, 27, 28, 30" in told
    for domain, weight, own, verified, difference in (
        ("Kebijakan Internal SPBE", "17", "1.59", "1.47", "-0.12"),
        ("Tata Kelola SPBE", "28", "1.71", "1.57", "-0.14"),
        ("Layanan SPBE", "55", "2.36", "2.24", "-0.12"),
    ):
        assert row(domain, weight, own, verified, difference).search(told), domain
    assert "Sementara 2.05 (Cukup, Terkelola); terverifikasi 1.92 (Cukup, Rintisan)." in told


def test_karanganyar_told_again_changes_nothing(sandbox: Sandbox) -> None:
    again = tell("karanganyar", sandbox)

    assert "karanganyar-2025 sudah dibuka" in again
    assert "31 jawaban, 0 di antaranya baru" in again
    assert "sudah diimpor sebagai revisi 1" in again
    assert "Sementara 2.05 (Cukup, Terkelola); terverifikasi 1.92 (Cukup, Rintisan)." in again


def test_pemalang_goes_from_planning_to_a_published_report(sandbox: Sandbox) -> None:
    told = tell("pemalang", sandbox)

    assert "Lengkap: 12 fungsi dan satu petugas input data" in told
    assert "Koordinator menyetujui publikasi" in told
    assert "predikat berubah dari Baik pada tahap sebelumnya menjadi Cukup" in told
    assert told.count("Disetujui oleh orang lain") == 3, "two stages moved it, and the publication"
    for index, predicate in (
        ("2.84 (tepat ≈ 2.8367)", "Baik"),
        ("2.55 (tepat ≈ 2.5467)", "Cukup"),
        ("2.60 (tepat ≈ 2.5967)", "Cukup"),
        ("2.64 (tepat ≈ 2.6367)", "Baik"),
        ("2.67 (tepat 2.67)", "Baik"),
    ):
        assert f"Indeks {index}: predikat {predicate}" in told, index
    assert "Hasil terbit: revisi 1, indeks 2.67" in told
    assert "Tanda tangan dan rantai hasil utuh" in told
    assert row("index", "Indeks SPBE", "100", "2.84", "2.55", "2.60", "2.64", "2.67").search(told)


def test_pemalang_told_again_changes_nothing(sandbox: Sandbox) -> None:
    again = tell("pemalang", sandbox)

    assert "Kegiatan pemalang-2026 sudah ada" in again
    assert "13 orang, 0 baru ditambahkan" in again
    assert "37 jawaban, 0 baru" in again
    assert "Belum dapat ditutup" not in again
    assert "Hasil terbit: revisi 1, indeks 2.67" in again


def test_bengkulu_goes_from_an_index_below_2_to_the_inspectorates_list(sandbox: Sandbox) -> None:
    told = tell("bengkulu", sandbox)

    assert "Indeks 1.97 (tepat ≈ 1.9733): predikat Cukup, tingkat kematangan Rintisan" in told
    assert "3 target ditetapkan pimpinan, 3 baru; tahun depan paling sedikit 2" in told
    assert row("2027", "2.00", "+0.03", "belum dapat dinilai").search(told)
    assert "rekomendasi!J2: harus berupa tanggal" in told, "the preview names the cell"
    assert "rekomendasi!G5: tidak ada" in told
    assert "Pratinjau: 7 baris, 7 rekomendasi baru; belum ada yang disimpan" in told
    assert "7 rekomendasi dicatat, 0 sudah ada; salinannya surat-tim-nasional.txt" in told
    assert "5 tindak lanjut, 5 baru: 2 diverifikasi, 2 dikembalikan, 1 menunggu" in told
    assert "Masih kurang: peraturan (1), sistem (3), prosedur (1); 2 sudah dipenuhi" in told
    assert row("BKD Provinsi", "1", "0", "1", "0").search(told), "overdue, without any follow-up"
    assert "Data contoh" in told


def test_bengkulu_told_again_in_english_changes_nothing(sandbox: Sandbox) -> None:
    again = tell("bengkulu", sandbox, "--lang", "en")

    assert "6 agencies of the province with their officers, 0 newly entered" in again
    assert "37 answers, 0 new" in again
    assert "3 targets set by the leader, 0 new" in again
    assert "predicate Fair, maturity level Initial, because the index is below 2" in again
    assert "rekomendasi!J2: must be a date" in again
    assert "0 recommendations entered, 7 there already" in again
    assert "5 follow-ups, 0 new: 2 verified, 2 returned, 1 waiting" in again
    assert "Sample data" in again


def test_meranti_shows_overdue_instructions_and_values_that_do_not_improve(
    sandbox: Sandbox,
) -> None:
    told = tell("meranti", sandbox)

    assert "16 dokumen SAKIP dalam pustaka data dukung, 16 baru" in told
    assert row(
        "DPUPR", "Perjanjian kinerja 2025", "perjanjian kinerja", "e-sakip document/"
    ).search(told)
    assert "rekomendasi!J4: wajib bagi instruksi" in told
    assert "5 rekomendasi dicatat, 0 sudah ada; salinannya instruksi-perbaikan-sakip.txt" in told
    assert "3 tindak lanjut, 3 baru: 1 diverifikasi, 1 dikembalikan, 1 menunggu" in told
    assert "2 instruksi kementerian terlambat pada 2 instansi" in told
    assert "4 dari 30 instansi belum menyambungkan program ke rencananya" in told
    assert "Rp4.096.500.000 direncanakan tanpa anggaran" in told
    assert row("Dinsos", "Rp420.000.000").search(told)
    assert "Dianggarkan tanpa rencana: 3" in told
    assert "AKIP 2025 dibuka: 3 instansi, 12 tahap baru ditutup" in told
    assert row("DPUPR", "58.15", "58.15", "0.00", "tetap", "tidak satu pun bagian naik").search(
        told
    )
    assert row("Dishub", "65.75", "58.95", "-6.80", "turun", "1.b Kualitas").search(told)
    assert "Pejabat instansi yang dievaluasi pimpinan daerah: DPUPR, Dishub" in told


def test_meranti_told_again_changes_nothing(sandbox: Sandbox) -> None:
    again = tell("meranti", sandbox)

    assert "16 dokumen SAKIP dalam pustaka data dukung, 0 baru" in again
    assert "0 rekomendasi dicatat, 5 sudah ada" in again
    assert "3 tindak lanjut, 0 baru" in again
    assert "AKIP 2025 sudah dibuka: 3 instansi, 0 tahap baru ditutup" in again
    assert "2 instruksi kementerian terlambat pada 2 instansi" in again


def test_tuban_tells_months_quarters_and_why_some_are_not_judged(sandbox: Sandbox) -> None:
    told = tell("tuban", sandbox)

    assert row("2026-09", "83.75", "Baik", "100 %", "-").search(told)
    assert row("2026-10", "87.29", "Baik", "75 %", "K3").search(told), "above the floor, with a gap"
    assert "2026-11: Belum dapat dinilai: baru 15 % bobot yang mempunyai tingkat" in told
    assert "K2 Realisasi fisik terhadap target: Belum terukur: Realisasi fisik kumulatif" in told
    assert "adalah angka bulan terakhirnya, 2026-09. 2026-Q3: 75.71." in told
    assert re.search("Belum diketahui: bulan 2026-11 dan 2026-12.* 2026-Q4: belum diketahui", told)
    # the reorganisation: what was seen is what was done
    ended = r"berakhir, tetap terbaca │ \d+ │ 2026-07 … 2026-1[12], 2026-Q3 … 2026-Q4 │"
    assert re.search(ended, told)
    assert "Petugas yang pindah ke penerus: Jatmika Alasjati, Rinjani Telagasari" in told
    assert "Ditetapkan persis seperti pratinjau" in told
    assert "6 baru dipetakan" in told
    for month, old, other, new in (
        ("2026-06", "94.64 · Sangat Baik", "90.31 · Sangat Baik", "-"),
        ("2026-07", "berakhir", "berakhir", "92.86 · Sangat Baik"),
    ):
        assert row(month, old, other, new).search(told), month
    assert "seri masing-masing berdiri sendiri: Dinas Sosial (9901.1.06.01)" in told


def test_tuban_told_again_shows_ranks_and_what_follows_and_does_nothing_twice(
    sandbox: Sandbox,
) -> None:
    again = tell("tuban", sandbox)

    assert again.count(" 0 baru") == 9, "targets, officers, quarters, answers, accounts and so on"
    assert "Penggabungan sudah berlaku sejak 01-07-2026" in again
    # closed without a meeting; nobody waits for those that ended
    assert row("2026-Q3", "2", "0", "9", "2").search(again)
    # equal values share a rank; one that only looks the same does not
    for place in (
        ("4", "DPMPTSP", "90.75", "≈ 90.7506", "Sangat Baik", "75 %", "-2.44", "90.00 tercapai"),
        ("5", "BPBD", "90.75", "90.75", "Sangat Baik", "75 %", "+1.13", "88.00 tercapai"),
        ("5", "Inspektorat", "90.75", "90.75", "Sangat Baik", "75 %", "+0.53", "90.00 tercapai"),
        ("7", "Dinsos P3AKB", "81.88", "≈ 81.8796", "Baik", "100 %", "Meneruskan beberapa"),
        ("9", "DPUPR", "74.82", "≈ 74.8182", "Cukup", "85 %", "-7.13", "85.00 kurang 10.18"),
    ):
        assert row(*place).search(again), place
    assert row("DPMD", "78.21", "Belum dapat dinilai: baru 60 % bobot").search(again)
    assert row("Dinsos", "-", "Instansi ini berakhir pada 2026-06-30, sebelum triwulan").search(
        again
    )
    # due by rules, each with its reasons; what is not known is neither
    late, missed = (
        "Instruksi lewat tenggat tanpa tindak lanjut",
        "Dua triwulan berturut-turut di bawah target",
    )
    for entry in (
        ("DPUPR", "sanksi", late, "“Tetapkan rencana percepatan pekerjaan jalan"),
        ("Setwan", "sanksi", missed, "2026-Q3: nilai ≈ 91.69, di bawah target 92"),
        ("BPBD", "penghargaan", "Kinerja naik dan mencapai target", "2026-Q3: nilai 90.75, naik"),
        # Its follow-up came after the deadline: it lifts nothing before it is verified.
        ("DPMD", "sanksi", late, "“Laporkan capaian triwulan"),
    ):
        assert row(*entry).search(again), entry
    assert "lewat tenggat, tetapi diwarisi dari 9901.2.08.01" in re.sub(r"[│ ]+", " ", again)
    assert "fakta budgeting.realisation 2026-09 = Rp139.381.153.000" in again
    assert "antara lain rekaman e-program realisation/2026:" in again
    assert "Data contoh" in again


def test_tuban_is_told_in_english(sandbox: Sandbox) -> None:
    told = tell("tuban", sandbox, "--lang", "en")

    assert "BPBD, Inspektorat have exactly the same value (90.75): rank 5 together" in told
    assert "This agency ends on 2026-06-30, before the quarter 2026-Q3 does" in told
    assert row("Setwan", "punishment", "Below target in two quarters one after the other").search(
        told
    )
    assert "The leader took note of 9 entries, 0 new" in told
    assert "Write the account of 2026-Q3: 9 agencies have not" in told


@pytest.mark.parametrize("name", ["demak", ""])
def test_a_story_that_does_not_exist_is_refused_with_those_that_do(
    sandbox: Sandbox, name: str
) -> None:
    done = story(name, sandbox)

    assert done.returncode == 2
    assert "bengkulu, karanganyar, meranti, pemalang, tuban" in done.stderr


def tell(name: str, sandbox: Sandbox, *options: str) -> str:
    """Return what a story says on the running product, however its lines are broken."""
    done = story(name, sandbox, *options)
    assert done.returncode == 0, done.stderr + done.stdout
    return " ".join(done.stdout.split())


def row(*cells: str) -> re.Pattern[str]:
    """Return what a row of a table looks like."""
    return re.compile(r"\s*│\s*".join(map(re.escape, cells)))


def story(name: str, sandbox: Sandbox, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("tolok"), "story", name, *options],
        env={**os.environ, "TOLOK_HOME": str(sandbox.home), "COLUMNS": "160"},
        capture_output=True,
        text=True,
        check=False,
        timeout=NEVER_SECONDS,
    )
