"""What agencies are to do: where it comes from, by when, and what counts in a quarter."""
