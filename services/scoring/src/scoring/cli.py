"""The command `scoring`: api, worker, migrate, replay, new-key."""

from pathlib import Path
from typing import Annotated, Final

import typer

from kit.process import service_cli

_MIGRATIONS: Final = Path(__file__).parents[2] / "migrations"

main = service_cli(
    name="scoring",
    settings="scoring.settings:ScoringSettings",
    create_app="scoring.app:create_app",
    create_worker="scoring.worker:create_worker",
    migrations=_MIGRATIONS,
)


@main.command(help="Rebuild all scores from the topics, beside the live ones.")
def replay(
    *,
    compare: Annotated[
        bool | None, typer.Option(help="Compare with the live tables; without --swap, always")
    ] = None,
    swap: Annotated[bool, typer.Option(help="Let the live tables have what was rebuilt")] = False,
    shuffle: Annotated[
        int | None, typer.Option(metavar="SEED", help="Shuffle messages; those of a key stay")
    ] = None,
    duplicates: Annotated[
        str, typer.Option(metavar="SHARE", help="Repeat such a share of the messages, 0 to 1")
    ] = "0",
    progress: Annotated[bool, typer.Option(help="Say how far it is, on stderr")] = False,
) -> None:
    """Exit with 0 if nothing differs or all was swapped, 1 if something differs or it failed."""
    from scoring.replay.consumers.run import run_replay  # noqa: PLC0415 - only this command needs it

    raise typer.Exit(
        run_replay(
            _MIGRATIONS,
            compare=not swap if compare is None else compare,
            swap=swap,
            shuffle=shuffle,
            duplicates=duplicates,
            progress=progress,
        )
    )


@main.command(name="new-key", help="Make a key that signs published results.")
def new_key() -> None:
    """Print a new key as settings; the public half is what others verify with."""
    from scoring.publication.domain.signing_keys import SigningKey  # noqa: PLC0415 - only this command needs it

    key = SigningKey.generate()
    typer.echo(f"# Key {key.public.key_id}. Keep the first line secret, publish what follows it.")
    typer.echo(f"SCORING_RESULT_SIGNING_KEY={key.text}")
    typer.echo(f'# When another key takes over: SCORING_RESULT_PUBLIC_KEYS=["{key.public.text}"]')
    typer.echo(key.public.pem.decode(), nl=False)


if __name__ == "__main__":
    main()
