"""Facts and doubts follow from records, and records from rows that are kept."""
