"""The command `scoring`: api, worker, migrate."""

from pathlib import Path

from kit.cli import service_cli

main = service_cli(
    name="scoring",
    settings="scoring.settings:ScoringSettings",
    create_app="scoring.app:create_app",
    create_worker="scoring.worker:create_worker",
    migrations=Path(__file__).parents[2] / "migrations",
)

if __name__ == "__main__":
    main()
