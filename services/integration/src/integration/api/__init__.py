"""HTTP in: sources, runs, records, facts."""
