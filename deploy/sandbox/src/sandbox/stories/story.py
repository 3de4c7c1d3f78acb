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
from rich.table import Table

from rules.text import Text
from sandbox.processes.children import StartError
from sandbox.region.loading.sending import LoadError
from sandbox.running.state import read_state
from sandbox.settings import SandboxSettings
from sandbox.stories.portal import Language, Product
from sandbox.telling.own import own_sandbox
from sandbox.telling.tables import heading
from sandbox.telling.texts import Json

_SAMPLE = Text(
    "Data contoh: daerah, orang dan semua angka di sini rekaan, bukan hasil daerah mana pun.",
    "Sample data: the regions, the people and all figures are invented.",
)
_STORIES: Mapping[str, str] = {
    "bengkulu": "sandbox.stories.bengkulu.story:STORY",
    "karanganyar": "sandbox.stories.karanganyar.story:STORY",
    "meranti": "sandbox.stories.meranti.story:STORY",
    "pemalang": "sandbox.stories.pemalang.story:STORY",
    "tuban": "sandbox.stories.tuban.story:STORY",
}
_READY = "ready"
BAD_INPUT = 2


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a step takes place: the product, and the screen on which it is told, in a language.

    What people entered, and what documents say, is told as it was written.
    """

    product: Product
    console: Console
    language: Language = "id"

    def say(self, done: Text) -> None:
        """Tell of something that was done, or was found to be done already."""
        self.console.print(f"[green]✓[/] {self.word(done)}")

    def tell(self, told: Text) -> None:
        """Tell what is to be seen."""
        self.console.print(self.word(told))

    def word(self, text: Text | Json) -> str:
        """Return a text, also one of an answer of the API, in the language of the telling."""
        both = text if isinstance(text, Text) else Text(**text)
        return both.en if self.language == "en" else both.id

    def table(self, title: Text, *columns: Text) -> Table:
        """Return an empty table with its headings; a column of figures is aligned by its rows."""
        made = Table(title=self.word(title), title_justify="left", border_style="dim")
        for name in columns:
            made.add_column(self.word(name))
        return made


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


def run(name: str, language: Language = "id") -> int:
    """Tell a story; return 0, 1 if a step was refused, 2 if there is no such story."""
    if name not in _STORIES:
        known = ", ".join(_STORIES)
        sys.stderr.write(f"✗ Tidak ada cerita {name}; yang ada: {known}.\n")
        sys.stderr.write(f"  There is no story {name}; known: {known}.\n")
        return BAD_INPUT
    story: Story = resolve_name(_STORIES[name])
    console = Console()
    console.print(_welcome(story, language))
    try:
        with _product(console, language) as product:
            tell(story, Scene(product, console, language))
    except (LoadError, httpx.TransportError) as error:
        raise StartError(str(error) or repr(error)) from error
    first, second = _ordered(story.end, language)
    console.print(f"\n[green]✓[/] {first} [dim]{second}[/]")
    return 0


def tell(story: Story, scene: Scene) -> None:
    """Take all steps in order."""
    for number, step in enumerate(story.steps, start=1):
        title, other = _ordered(step.title, scene.language)
        heading(scene.console, number, f"{title[:1].upper()}{title[1:]}", other)
        step.take(scene)


@contextmanager
def _product(console: Console, language: Language) -> Iterator[Product]:
    """Use the sandbox that runs; if none does, start one, and stop it at the end."""
    settings = SandboxSettings()
    state = read_state(settings.home)
    if state is None:
        with (
            own_sandbox(console, settings, "story") as sandbox,
            Product(sandbox.api, sandbox.home, language) as product,
        ):
            yield product
        return
    if state.phase != _READY:
        raise StartError(
            f"The sandbox in {settings.home} is {state.phase}; wait until it is ready."
        )
    with Product(state.api, settings.home.absolute(), language) as product:
        yield product


def _welcome(story: Story, language: Language) -> Panel:
    title, subtitle = _ordered(story.title, language)
    sample, also = _ordered(_SAMPLE, language)
    return Panel(
        f"[bold]{title}[/]\n[dim]{subtitle}[/]\n[yellow]{sample}[/] [dim]{also}[/]",
        border_style="cyan",
    )


def _ordered(text: Text, language: Language) -> tuple[str, str]:
    """Return a text in the language of the telling, then in the other one."""
    return (text.en, text.id) if language == "en" else (text.id, text.en)
