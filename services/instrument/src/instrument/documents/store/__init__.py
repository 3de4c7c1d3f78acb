"""Documents as JSON and YAML, and the shape that they must have."""
