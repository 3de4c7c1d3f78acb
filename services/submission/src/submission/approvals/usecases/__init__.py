"""What is done with approvals, one verb a file."""
