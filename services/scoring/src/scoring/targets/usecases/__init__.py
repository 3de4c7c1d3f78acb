"""Set, find and judge targets."""
