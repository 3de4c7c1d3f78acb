"""The instrument service: editions, derivation sets and crosswalks."""
