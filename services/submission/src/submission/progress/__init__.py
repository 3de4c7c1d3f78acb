"""Progress: how far the agencies of a campaign are, who has to do what by when, who improves."""
