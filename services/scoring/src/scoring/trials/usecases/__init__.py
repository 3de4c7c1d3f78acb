"""Try other levels, and find the cheapest path to a target."""
