"""The command `tolok`: the whole product on one machine."""

import pkgutil
import sys
from collections.abc import Callable
from typing import Annotated, Any, Literal

import typer

_PASS_ON = {"allow_extra_args": True, "ignore_unknown_options": True}

main = typer.Typer(
    name="tolok",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Tolok on one machine: PostgreSQL, Apache Kafka, every service, simulated sources.",
)

source = typer.Typer(no_args_is_help=True, help="Source systems: register, try, read, watch.")
main.add_typer(source, name="source")
_Agency = Annotated[str, typer.Option(help="Agency of the operator, and so the region")]
_File = Annotated[str, typer.Argument(help="JSON file with the registration; - is stdin")]
_Code = Annotated[str, typer.Argument(help="Code of the source")]
_AsJson = Annotated[bool, typer.Option("--json", help="Print JSON")]
_REGION = "9901"


@main.command()
def demo() -> None:
    """Show the way from a change in a source system to a changed index, then stop everything."""
    _run("sandbox.demo.story:run")


@main.command()
def story(
    name: Annotated[str, typer.Argument(help="Name of the story")],
    *,
    lang: Annotated[Literal["id", "en"], typer.Option(help="Language of the telling")] = "id",
) -> None:
    """Tell how people run an evaluation, on the sandbox that runs or on one of its own."""
    _run("sandbox.stories.story:run", name, lang)


@main.command()
def up() -> None:
    """Start everything and keep it running until Ctrl-C or `tolok down`."""
    _run("sandbox.commands.up:up")


@main.command()
def down() -> None:
    """Stop what runs."""
    _run("sandbox.commands.up:down")


@main.command()
def reset() -> None:
    """Stop what runs and remove all its data, logs and secrets."""
    _run("sandbox.commands.up:reset")


@main.command()
def status() -> None:
    """Show each component's state and address; the exit code is 0 when all are ready."""
    _run("sandbox.commands.status:status")


@main.command()
def logs(
    service: Annotated[str, typer.Argument(help="A service or a component; none: all")] = "",
    *,
    follow: Annotated[bool, typer.Option("-f", "--follow", help="Go on as lines come")] = False,
    lines: Annotated[int, typer.Option("-n", help="So many last lines of each")] = 40,
) -> None:
    """Show the logs."""
    _run("sandbox.commands.status:logs", service, follow=follow, lines=lines)


@main.command()
def token(
    role: Annotated[list[str], typer.Option(help="A role; may be given several times")],
    agency: Annotated[str | None, typer.Option(help="Code of the agency it is bound to")] = None,
    client: Annotated[str, typer.Option(help="Name of the client, the token's subject")] = "cli",
) -> None:
    """Print an access token."""
    _run("sandbox.commands.token:token", role, agency=agency, client=client)


@main.command(context_settings=_PASS_ON)
def psql(
    context: typer.Context,
    service: Annotated[str, typer.Argument(help="instrument, submission, scoring, integration")],
) -> None:
    """Open a service's database with psql, as the service's own role."""
    _run("sandbox.commands.database:psql", service, context.args)


@main.command(context_settings=_PASS_ON)
def replay(context: typer.Context) -> None:
    """Rebuild all scores from the topics and compare; `--swap` lets the live tables have them.

    Takes the options of `scoring replay`: --compare, --swap, --shuffle SEED, --duplicates SHARE,
    --progress.
    """
    _run("sandbox.commands.database:replay", context.args)


@main.command()
def topics() -> None:
    """List the topics with their records."""
    _run("sandbox.commands.topics:topics")


@main.command()
def tail(
    topic: Annotated[str, typer.Argument(help="Name of a topic, such as scoring.score")],
    *,
    follow: Annotated[bool, typer.Option("-f", "--follow", help="Go on as records come")] = False,
    lines: Annotated[int, typer.Option("-n", help="So many last records")] = 10,
) -> None:
    """Show the last records of a topic."""
    _run("sandbox.commands.topics:tail", topic, follow=follow, lines=lines)


@main.command()
def trace(
    trace_id: Annotated[str, typer.Argument(help="A trace id, its beginning, or `latest`")],
) -> None:
    """Show a trace as a waterfall, across services and Kafka."""
    _run("sandbox.commands.trace:trace", trace_id)


@main.command()
def evaluate(
    edition: Annotated[str, typer.Argument(help="Code of an edition, or a file with one")],
    file: Annotated[
        str, typer.Argument(help="YAML, JSON, CSV or XLSX with the levels; - is stdin")
    ],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Print every node's roll-up")] = False,
) -> None:
    """Show what the levels in a file add up to; nothing is stored, nothing needs to run."""
    _run("sandbox.commands.evaluate:run", edition, file, as_json=as_json, explain=explain)


@main.command()
def verify(
    file: Annotated[str, typer.Argument(help="A package of a published result")],
    *,
    key: Annotated[str | None, typer.Option(help="File with the publisher's public key")] = None,
) -> None:
    """Verify a package of a published result; no network, nothing needs to run."""
    _run("sandbox.commands.verify:run", file, key=key)


@source.command("list")
def list_sources(*, agency: _Agency = _REGION) -> None:
    """List the sources of a region with their health."""
    _run("sandbox.commands.sources:show_list", agency)


@source.command("show")
def show_source(code: _Code, *, agency: _Agency = _REGION) -> None:
    """Show a registration with its health."""
    _run("sandbox.commands.sources:show", code, agency)


@source.command("adapters")
def show_adapters(
    name: Annotated[str, typer.Argument(help="Name of an adapter: show all its fields")] = "",
    *,
    agency: _Agency = _REGION,
    as_json: _AsJson = False,
) -> None:
    """List the adapters, or every field of one; facts rest on those with a star."""
    _run("sandbox.commands.sources:adapters", name, agency, as_json=as_json)


@source.command("register")
def register_source(file: _File, *, agency: _Agency = _REGION) -> None:
    """Register the source in a file; it is read at once."""
    _run("sandbox.commands.sources:register", file, agency)


@source.command("change")
def change_source(file: _File, *, agency: _Agency = _REGION) -> None:
    """Change a registration to what the file says."""
    _run("sandbox.commands.sources:change", file, agency)


@source.command("dry-run")
def try_source(
    file: _File,
    *,
    listing: Annotated[str, typer.Option(help="Such as realisations/2026; none: the first")] = "",
    sample: Annotated[str, typer.Option(help="File with a saved answer; none: ask it once")] = "",
    agency: _Agency = _REGION,
    as_json: _AsJson = False,
) -> None:
    """Show row by row what would come out; nothing is stored. Exit code 1 if a row is broken."""
    _run("sandbox.commands.sources:dry_run", file, listing, sample, agency, as_json=as_json)


@source.command("sync")
def sync_source(code: _Code, *, agency: _Agency = _REGION) -> None:
    """Ask for a reading now."""
    _run("sandbox.commands.sources:sync", code, agency)


@source.command("runs")
def show_runs(code: _Code, *, agency: _Agency = _REGION) -> None:
    """Show the last readings, and the row errors of the newest one."""
    _run("sandbox.commands.sources:runs", code, agency)


def _run(target: str, *arguments: object, **options: object) -> None:
    """Call a command by name, so that only this one is imported, and end with its code."""
    from sandbox.processes.children import StartError  # noqa: PLC0415 - `tolok --help` needs none of it

    command: Callable[..., Any] = pkgutil.resolve_name(target)
    try:
        code = command(*arguments, **options)
    except StartError as error:
        sys.stderr.write(f"✗ {error}\n")
        code = 1
    except KeyboardInterrupt:
        code = 130
    raise typer.Exit(code or 0)


if __name__ == "__main__":
    main()
