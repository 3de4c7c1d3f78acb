"""Publication: submission asks for a stage in its approved state, scoring answers."""
