"""The command `submission`: api, worker, migrate."""

from pathlib import Path

from kit.process import service_cli

main = service_cli(
    name="submission",
    settings="submission.settings:SubmissionSettings",
    create_app="submission.app:create_app",
    create_worker="submission.worker:create_worker",
    migrations=Path(__file__).parents[2] / "migrations",
)
