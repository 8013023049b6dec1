"""What to click: the same results in a browser."""
