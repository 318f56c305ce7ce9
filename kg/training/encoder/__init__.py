"""Trains the encoder pipeline with PyTorch, which is not needed at run time and not installed with the package."""
