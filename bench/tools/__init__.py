"""What the benches share: a home with many feeds, new versions, the service as a child, tables, other servers.

What does not live here: what is measured and which aim it has (bench/NAME.py).
"""
