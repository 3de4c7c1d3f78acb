"""The comparisons in JSON, and as files."""
