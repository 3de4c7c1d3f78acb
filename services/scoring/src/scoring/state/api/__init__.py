"""What the routes of all wings share: texts, nodes, parameters, roles."""
