"""The HTTP edge of offers."""
