"""All SQL of campaigns and of the assessments that they open."""
