"""The adapters, one for each kind of system; only they ask sources over HTTP."""
