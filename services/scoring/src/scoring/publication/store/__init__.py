"""The ministry's own results, and the traces that a published result records."""
