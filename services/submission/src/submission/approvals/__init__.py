"""What is approved: the state of a stage, approvals bound to it, and consent to publication."""
