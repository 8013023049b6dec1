"""What to read: the sourced brief on a pair, as one HTML file and a PDF."""
