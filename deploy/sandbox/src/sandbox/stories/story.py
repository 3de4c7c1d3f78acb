"""What a story is, and how it is told: step by step, on the sandbox that runs or on its own."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pkgutil import resolve_name
from typing import NamedTuple

import httpx
from rich.console import Console
from rich.panel import Panel

from rules.text import Text
from sandbox.processes.children import StartError
from sandbox.region.loading.sending import LoadError
from sandbox.running.state import read_state
from sandbox.settings import SandboxSettings
from sandbox.stories.portal import Product
from sandbox.telling.own import own_sandbox
from sandbox.telling.tables import heading

_SAMPLE = Text(
    "Data contoh: kabupaten, orang dan semua angka di sini rekaan, bukan hasil daerah mana pun.",
    "Sample data: the regency, the people and all figures are invented.",
)
_STORIES: Mapping[str, str] = {
    "karanganyar": "sandbox.stories.karanganyar.story:STORY",
    "pemalang": "sandbox.stories.pemalang.story:STORY",
}
_READY = "ready"
BAD_INPUT = 2


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a step takes place: the product, and the screen on which it is told."""

    product: Product
    console: Console

    def say(self, done: str) -> None:
        """Tell of something that was done, or was found to be done already."""
        self.console.print(f"[green]✓[/] {done}")


class Step(NamedTuple):
    """A step of a story. It finds what it needs through the API, and does nothing twice."""

    title: Text
    take: Callable[[Scene], None]


@dataclass(frozen=True, slots=True)
class Story:
    """An evaluation as people run it."""

    title: Text
    steps: tuple[Step, ...]
    end: Text


def run(name: str) -> int:
    """Tell a story; return 0, 1 if a step was refused, 2 if there is no such story."""
    if name not in _STORIES:
        known = ", ".join(_STORIES)
        sys.stderr.write(f"✗ Tidak ada cerita {name}; yang ada: {known}.\n")
        sys.stderr.write(f"  There is no story {name}; known: {known}.\n")
        return BAD_INPUT
    story: Story = resolve_name(_STORIES[name])
    console = Console()
    console.print(_welcome(story))
    try:
        with _product(console) as product:
            tell(story, Scene(product, console))
    except (LoadError, httpx.TransportError) as error:
        raise StartError(str(error) or repr(error)) from error
    console.print(f"\n[green]✓[/] {story.end.id} [dim]{story.end.en}[/]")
    return 0


def tell(story: Story, scene: Scene) -> None:
    """Take all steps in order."""
    for number, step in enumerate(story.steps, start=1):
        heading(scene.console, number, step.title.id, step.title.en)
        step.take(scene)


@contextmanager
def _product(console: Console) -> Iterator[Product]:
    """Use the sandbox that runs; if none does, start one, and stop it at the end."""
    settings = SandboxSettings()
    state = read_state(settings.home)
    if state is None:
        with (
            own_sandbox(console, settings, "story") as sandbox,
            Product(sandbox.api, sandbox.home) as product,
        ):
            yield product
        return
    if state.phase != _READY:
        raise StartError(
            f"The sandbox in {settings.home} is {state.phase}; wait until it is ready."
        )
    with Product(state.api, settings.home.absolute()) as product:
        yield product


def _welcome(story: Story) -> Panel:
    return Panel(
        f"[bold]{story.title.id}[/]\n[dim]{story.title.en}[/]\n"
        f"[yellow]{_SAMPLE.id}[/] [dim]{_SAMPLE.en}[/]",
        border_style="cyan",
    )
