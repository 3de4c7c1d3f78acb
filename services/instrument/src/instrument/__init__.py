"""What is measured: editions and derivation sets."""
