"""Reading and sending over HTTP: parse → one query → response. FastAPI on granian.

What lives here: addresses, answers, headers, problems, who may see what. What does not: building anything; this room
never imports dagster, pandas, geopandas, fiona or a layer's `build.py` (tests/laws visits every endpoint to see).
"""
