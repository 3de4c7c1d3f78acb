"""Records of interviews and visits, what ends a self-assessment, and the verdict of the review."""
