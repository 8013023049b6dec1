"""What to type: the `alat` command."""
