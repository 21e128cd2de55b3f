"""The catalog: who sent what, what became of it, what is live, what was released; and the bytes behind it.

What lives here: SQLAlchemy Core tables, their migrations, small functions over them (one file per noun), and the
content-addressed store. Open it with `catalog.open.open_catalog`. Every function takes the `Catalog` first and the
present instant as `now`. What does not live here: reading feeds, making features or tiles, HTTP, settings, clocks.
"""
