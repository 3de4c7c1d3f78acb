"""What is asked to be published, and how each request was answered."""
