"""Rules of the steps of stages, and of disputes."""
