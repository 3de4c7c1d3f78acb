"""The record of a published result, in its canonical form."""
