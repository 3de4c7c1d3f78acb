"""Files of 100 MB are read row by row: memory is bounded, whatever their size."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import repeat
from pathlib import Path

import pytest
from tests.support.waiting import NEVER_SECONDS

SIZE = 100_000_000
# What is imported before is not counted; a whole file would be more than three times as much.
MOST_GROWTH = 30_000_000
OBSTACLES = "hujan, lelang ulang, dan pembebasan lahan " * 50
COLUMNS = ("id_realisasi", "kode_skpd", "bulan", "rak", "permasalahan")
READ = """
import sys
from pathlib import Path
from integration.files.usecases.read_table import Table

KEYS = {
    "id": "id_realisasi",
    "unit": "kode_skpd",
    "month": "bulan",
    "planned": "rak",
    "obstacles": "permasalahan",
}

def most():
    (line,) = [one for one in open("/proc/self/status") if one.startswith("VmHWM:")]
    return int(line.split()[1]) * 1024

before = most()
table = Table(Path(sys.argv[1]), None, KEYS, "realisation", "unit", ",")
rows = sum(1 for row in table.rows() if row.raw["rak"] == 1250000)
print(rows, most() - before)
"""


def csv_lines() -> Iterator[bytes]:
    yield (";".join(COLUMNS) + "\r\n").encode("utf-8-sig")
    yield from repeat(f'7;2.16.01;Peb;"1.250.000,00";"{OBSTACLES}"\r\n'.encode())


def json_lines() -> Iterator[bytes]:
    row = dict(zip(COLUMNS, (7, "2.16.01", 2, 1250000, OBSTACLES), strict=True))
    yield b'{"dikirim": "2026-03-01", "rows": [' + json.dumps(row).encode()
    yield from repeat(b",\n" + json.dumps(row).encode())


@pytest.mark.parametrize(("lines", "end"), [(csv_lines, b""), (json_lines, b"]}")])
def test_a_file_of_100_mb_is_read_in_bounded_memory(
    tmp_path: Path, lines: Callable[[], Iterator[bytes]], end: bytes
) -> None:
    path = tmp_path / "large"
    written = -1
    with path.open("wb") as file:
        for line in lines():
            if file.tell() + len(line) + len(end) > SIZE:
                break
            file.write(line)
            written += 1
        file.write(end)
    rows = written if lines is csv_lines else written + 1

    done = subprocess.run(
        [sys.executable, "-c", READ, str(path)],
        capture_output=True,
        text=True,
        timeout=NEVER_SECONDS,
        check=False,
    )
    path.unlink()

    assert done.returncode == 0, done.stderr
    read, growth = map(int, done.stdout.split())
    assert read == rows
    assert growth < MOST_GROWTH
