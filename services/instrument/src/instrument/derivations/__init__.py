"""Derivation sets: how levels follow from facts, and which claims contradict facts."""
