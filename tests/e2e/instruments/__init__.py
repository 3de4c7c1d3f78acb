"""Instruments, their editions and what is asked of scores: one running product for all files."""
