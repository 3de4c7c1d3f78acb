import subprocess
import sys
from pathlib import Path

from typer.testing import CliRunner

from kit.process import service_cli

HEAVY = ("uvicorn", "sqlalchemy", "alembic", "aiokafka", "fastapi", "opentelemetry.sdk")


def test_the_commands_are_the_ones_that_have_something_to_run() -> None:
    whole = service_cli(
        name="shop",
        settings="shop:S",
        create_app="shop:app",
        create_worker="shop:worker",
        migrations=Path("migrations"),
    )
    door = service_cli(name="door", settings="shop:S", create_app="shop:app")

    assert {"api", "worker", "migrate"} <= set(CliRunner().invoke(whole, ["--help"]).output.split())
    assert CliRunner().invoke(door, ["worker"]).exit_code == 2
    assert CliRunner().invoke(door, ["api", "--help"]).exit_code == 0


def test_the_command_line_imports_nothing_heavy() -> None:
    code = "import sys, kit.process; print(*sys.modules)"

    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)

    assert set(HEAVY).isdisjoint(done.stdout.split())
