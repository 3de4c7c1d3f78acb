"""Reading: how a source is asked over HTTP, and how its rows become records."""
