"""Rules of answers and stages."""
