"""HTTP in: the routes of the resources, their limits, headers and answers."""
