"""The table of resources, and which addresses are safe to pass on."""
