"""Detectors: one module per entity or structure."""
