"""Which addresses are safe to pass on."""
