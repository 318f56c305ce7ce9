"""Anybody's SPARQL over a store, in processes that can be ended: bounded in time, memory and size, and without a network."""

from kg.service.pool import Answer, Form, Info, Limits, QueryPool, Question

__all__ = ["Answer", "Form", "Info", "Limits", "QueryPool", "Question"]
