"""Secrets, tokens and small calls: how the sandbox reaches what it has started."""
