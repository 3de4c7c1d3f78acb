"""Rewards and punishments by declared rules, each with its reasons and what they rest on."""
