"""Targets: one module per kind of system."""
