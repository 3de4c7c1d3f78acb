"""The HTTP client for sources: people register their addresses, so every target is looked at."""

from functools import partial

from guard.client import make_client as make_guarded

make_client = partial(make_guarded, "source")
