"""One sandbox while it runs: what belongs to it, in which order it starts, what is shown of it."""
