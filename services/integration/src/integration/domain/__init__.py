"""What the source systems say, as canonical records and facts; standard library only."""
