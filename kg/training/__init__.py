"""Rebuilds the language model from public treebanks and annotated sentences; not needed at run time."""
