"""`token`."""

import sys
from collections.abc import Sequence

from sandbox.access.calls import CallError
from sandbox.access.tokens import get_token
from sandbox.processes.children import StartError
from sandbox.running.state import require_running
from sandbox.settings import SandboxSettings


def token(role: Sequence[str], *, agency: str | None, client: str) -> int:
    """Print an access token of the running sandbox."""
    settings = SandboxSettings()
    state = require_running(settings.home)
    try:
        token_text = get_token(state.api, settings.home, roles=role, agency=agency, client=client)
    except CallError as error:
        raise StartError(str(error)) from error
    sys.stdout.write(f"{token_text}\n")
    return 0
