"""Keep the merged document up to date."""
