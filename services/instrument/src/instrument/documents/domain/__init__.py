"""What is the same for all documents: canonical form, defects, limits, refusals."""
