"""People: who stands behind the subject of a token, in which agency, and for how long."""
