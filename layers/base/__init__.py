"""Layers of the base floor, one folder each; this package itself holds nothing and must not."""
