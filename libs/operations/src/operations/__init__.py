"""The one table of all operations of the public API: operation x role x scope."""
