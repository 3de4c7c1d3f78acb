"""What agencies did about recommendations: sent with proof, verified or returned."""
