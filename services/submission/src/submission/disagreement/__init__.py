"""How far the levels of a self-assessment and of its assessors lie apart, for coordinators."""
