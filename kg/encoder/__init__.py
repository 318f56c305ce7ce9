"""The encoder pipeline at run time: one small transformer, run by onnxruntime, that fills spaCy documents; no PyTorch."""
