"""What the adapters know, and what would become of rows before a source is registered."""
