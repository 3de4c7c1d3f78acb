"""One running sandbox: its parts, the order of its start, its state, its screen."""
