"""Who claims what: agencies, periods, campaigns and levels, and their rules."""
