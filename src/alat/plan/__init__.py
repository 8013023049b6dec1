"""What to do first? Measures, what they cost and what they rest on."""
