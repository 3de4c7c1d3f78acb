"""What the source systems say: sources, runs, records, facts."""
