"""What proves a level: an agency's library of evidence, its uploads, versions and contents."""
