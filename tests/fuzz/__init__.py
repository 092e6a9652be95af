"""Broken files by the thousand, for every format: `make fuzz`."""
