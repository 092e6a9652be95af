"""Entities and structures → categories; Dutch and English names."""
