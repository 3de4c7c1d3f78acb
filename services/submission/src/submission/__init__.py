"""What agencies claim and assessors decide: agencies, campaigns, assessments, levels."""
