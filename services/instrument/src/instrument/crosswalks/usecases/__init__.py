"""What is done with crosswalks."""
