"""What was said and promised? Claims, checked against the data on every basis."""
