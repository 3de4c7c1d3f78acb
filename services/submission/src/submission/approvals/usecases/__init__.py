"""What is done with approvals, one verb per file."""
