"""The adapters: one per kind of source system; the only place that talks HTTP to others."""
