"""What is done with derivation sets."""
