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


@pytest.mark.parametrize("name", ["demak", ""])
def test_a_story_that_does_not_exist_is_refused_with_those_that_do(
    sandbox: Sandbox, name: str
) -> None:
    done = story(name, sandbox)

    assert done.returncode == 2
    assert "karanganyar, pemalang" in done.stderr


def tell(name: str, sandbox: Sandbox) -> str:
    """Return what a story says on the running product, however its lines are broken."""
    done = story(name, sandbox)
    assert done.returncode == 0, done.stderr + done.stdout
    return " ".join(done.stdout.split())


def row(*cells: str) -> re.Pattern[str]:
    """Return what a row of a table looks like."""
    return re.compile(r"\s*│\s*".join(map(re.escape, cells)))


def story(name: str, sandbox: Sandbox) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("tolok"), "story", name],
        env={**os.environ, "TOLOK_HOME": str(sandbox.home), "COLUMNS": "160"},
        capture_output=True,
        text=True,
        check=False,
        timeout=NEVER_SECONDS,
    )
