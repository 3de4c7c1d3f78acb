"""Goals, raises of levels, and the means they change."""
