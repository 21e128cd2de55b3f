"""What `feeds.merge` is made of: ids, admission, agencies, translations, networks, papers, writing.

What does not live here: the order of the steps (feeds.merge).
"""
