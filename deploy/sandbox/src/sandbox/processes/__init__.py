"""Child processes: started, forked, watched, and ended with their parent."""
