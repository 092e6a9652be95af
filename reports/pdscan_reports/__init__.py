"""Reports: one module per output."""
