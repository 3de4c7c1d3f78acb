"""Store what events say, recompute the scores that it touches, emit those that changed."""
