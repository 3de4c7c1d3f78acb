"""What makes an edition wrong."""
