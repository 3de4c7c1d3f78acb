"""`tolok demo` tells a true story and leaves nothing behind, however slow the machine is."""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
from tests.support.places import servers_folder
from tests.support.waiting import NEVER_SECONDS


def test_the_demo_shows_the_change_it_made_and_leaves_nothing_running() -> None:
    with tempfile.TemporaryDirectory(prefix="tolok-demo-", dir=servers_folder()) as home:
        told = subprocess.run(
            [Path(sys.executable).with_name("tolok"), "demo"],
            env={**os.environ, "TOLOK_HOME": home, "COLUMNS": "140"},
            capture_output=True,
            text=True,
            check=False,
            timeout=4 * NEVER_SECONDS,
        )
        assert told.returncode == 0, told.stderr
        left = [
            process.info["cmdline"]
            for process in psutil.process_iter(["cmdline"])
            if any(home in part for part in process.info["cmdline"] or ())
        ]
    assert left == []
    story = told.stdout
    assert "2.5555 → 2.5805" in story, "the index after the change in e-planning"
    assert re.search(r"indikator 13: 2 → 3", story), "the lineage of that change"
    assert re.search(r"consultation 2026:15 · revisi 2", story), "the changed record"
    assert re.search(r"88\.7830 → ≈ 93\.0639", story), "the month after the change in e-program"
    cheapest = r"Langkah termurah menuju 2\.6 .*kurang 0\.0195"
    assert re.search(cheapest, story), "the path to a target"
    assert re.search(r"indeks 2\.\d+, predikat Baik", story), "what the path gives"
    assert re.search(r"tetap 2\.5805; cakupan bobot turun", story), "a dead source lowers no score"
    times = [int(found) for found in re.findall(r"^(-?\d+) ms dari", story, re.MULTILINE)]
    assert len(times) == 2
    assert all(time > 0 for time in times)
