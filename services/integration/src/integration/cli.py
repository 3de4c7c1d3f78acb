"""The command `integration`: api, worker, migrate."""

from pathlib import Path

from kit.process import service_cli

main = service_cli(
    name="integration",
    settings="integration.settings:IntegrationSettings",
    create_app="integration.app:create_app",
    create_worker="integration.worker:create_worker",
    migrations=Path(__file__).parents[2] / "migrations",
)
