import subprocess
import sys

import pytest
from typer.testing import CliRunner

from sandbox.cli import main

_COMMANDS = [
    "demo",
    "story",
    "up",
    "down",
    "reset",
    "status",
    "logs",
    "token",
    "psql",
    "topics",
    "tail",
    "trace",
    "verify",
    "evaluate",
]
_OF_SOURCES = ["list", "show", "adapters", "register", "change", "dry-run", "sync", "runs"]


@pytest.mark.parametrize("command", _OF_SOURCES)
def test_every_command_of_sources_explains_itself(command: str) -> None:
    shown = CliRunner().invoke(main, ["source", command, "--help"])
    assert shown.exit_code == 0
    assert f"source {command} " in shown.output


@pytest.mark.parametrize("command", [*_COMMANDS, "trace"])
def test_every_command_explains_itself(command: str) -> None:
    shown = CliRunner().invoke(main, [command, "--help"])
    assert shown.exit_code == 0
    assert f"{command} " in shown.output


def test_the_command_starts_without_the_services_libraries() -> None:
    heavy = {"fastapi", "sqlalchemy", "aiokafka", "pydantic", "opentelemetry"}
    code = f"import sys, sandbox.cli; sys.exit(', '.join({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr.strip() == ""
