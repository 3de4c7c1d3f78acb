"""Which indicators are at risk: their evidence does not prove the level any more."""
