import io

from rich.console import Console

from sandbox.running.screen import full_view
from sandbox.running.state import ComponentState, State


def _component(name: str, state: str, restarts: int = 0) -> ComponentState:
    return ComponentState(
        name=name,
        state=state,
        pid=12,
        address=f"http://127.0.0.1/{name}",
        log="",
        restarts=restarts,
        seconds=1.25,
    )


def _shown(state: State) -> str:
    console = Console(width=120, record=True, file=io.StringIO())
    console.print(full_view(state, "fetching"))
    return console.export_text()


def test_the_start_shows_how_far_it_is() -> None:
    components = (_component("kafka", "ready"), _component("gateway", "starting"))
    shown = _shown(State(pid=1, phase="starting", components=components))
    assert "1 of 2 ready" in shown
    assert "fetching" in shown
    assert "tolok token" not in shown


def test_a_ready_sandbox_says_where_it_is_and_how_to_get_a_token() -> None:
    components = (_component("gateway", "ready", restarts=2),)
    shown = _shown(State(pid=1, phase="ready", ports={"gateway": 8080}, components=components))
    assert "http://127.0.0.1:8080/api/v1" in shown
    assert "tolok token --role" in shown
    assert "2 restarts" in shown
