"""Find rederivations."""
