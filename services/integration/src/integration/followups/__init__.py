"""What submission tells of recommendations that were due, as facts with their records."""
