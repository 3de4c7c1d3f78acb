"""Progress and reminders of a campaign, read only."""
