"""A process that writes a row knows every table that the row refers to.

A table is known once its module is imported. Tests import nearly everything, so only a fresh
interpreter shows what the API or the worker alone lacks: it would fail at its first write.
"""

import subprocess
import sys
from typing import Final

import pytest

_LOOK: Final = """
import importlib, sys
from sqlalchemy.exc import NoReferencedTableError

service, process = sys.argv[1:]
importlib.import_module(f"{service}.{process}")
tables = importlib.import_module(f"{service}.tables").Table.metadata.tables
assert tables, "the process imports no table"
for table in tables.values():
    for key in table.foreign_keys:
        try:
            key.column
        except NoReferencedTableError:
            print(f"{table.name} -> {key.target_fullname}")
"""


@pytest.mark.parametrize("process", ["app", "worker"])
@pytest.mark.parametrize("service", ["instrument", "submission", "scoring", "integration"])
def test_a_process_knows_what_its_tables_refer_to(service: str, process: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _LOOK, service, process],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
