"""Formats: one module per file format."""
