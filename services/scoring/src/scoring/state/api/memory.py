"""The memory of the web application."""

from fastapi import Request

from scoring.state.store.memory import Memory


def memory_of(request: Request) -> Memory:
    """Return what the application remembers: editions and derivation sets."""
    memory: Memory = request.app.state.memory
    return memory
