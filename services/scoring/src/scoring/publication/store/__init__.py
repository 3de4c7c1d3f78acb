"""The ministry's own results, and the decisions that a published result records."""
