"""Layers of the application floor, one folder each; this package itself holds nothing and must not."""
