"""The machinery that every Tolok service shares."""
