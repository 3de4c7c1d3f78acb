"""Assignments: who answers for an indicator, who assesses it at a stage, and who must not."""
