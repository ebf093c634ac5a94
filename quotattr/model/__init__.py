"""
The default model: its packed weights (``fr_news/``) and the recipe that made them.

Start with `loading.load_pipeline`, which turns the packed files into something that parses;
`train.py` is the recipe, from treebanks to packed files. Nothing here is imported, and neither
Stanza nor torch is loaded, before a model is asked for.
"""
