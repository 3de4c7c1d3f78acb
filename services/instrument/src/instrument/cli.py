"""The command `instrument`: api, worker, migrate."""

from pathlib import Path

from kit.process import service_cli

main = service_cli(
    name="instrument",
    settings="instrument.settings:InstrumentSettings",
    create_app="instrument.app:create_app",
    create_worker="instrument.worker:create_worker",
    migrations=Path(__file__).parents[2] / "migrations",
)
