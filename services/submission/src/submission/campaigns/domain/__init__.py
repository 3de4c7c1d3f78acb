"""Rules of campaigns, and the assessments that they open."""
