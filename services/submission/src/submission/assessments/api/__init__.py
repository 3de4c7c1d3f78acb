"""The HTTP edge of assessments."""
