"""What the product is installed from: locked packages and jars."""
