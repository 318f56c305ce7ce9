"""Measurements that anybody can repeat: `python -m tests.bench.NAME`. pytest does not collect them."""
