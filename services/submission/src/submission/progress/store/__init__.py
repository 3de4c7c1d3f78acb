"""Progress in the database: many assessments at once, and the reminders that were told."""
