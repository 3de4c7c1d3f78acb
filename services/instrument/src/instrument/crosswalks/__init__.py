"""Crosswalks: where the meaning of an old edition's indicators went in a new one."""
