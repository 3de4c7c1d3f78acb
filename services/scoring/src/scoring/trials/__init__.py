"""What other levels would give: what-if, and the cheapest path to a target."""
