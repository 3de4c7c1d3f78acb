"""Letters and reports from outside: what they are, who wrote them, and their evidence."""
