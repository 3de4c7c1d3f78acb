"""Who claims what: agencies, campaigns, assessments, levels."""
