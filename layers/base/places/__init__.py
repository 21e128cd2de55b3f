"""Administrative areas (行政区域) from 国土数値情報 N03.

What does not live here: which stop lies in which area (layers.links), postal areas, town blocks.
"""
