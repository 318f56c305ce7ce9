"""Anybody's SPARQL over a store, in processes that can be ended: bounded in time, memory and size, and without a network."""

from kg.service.limits import Limits
from kg.service.pool import Answer, Info, QueryPool, Question
from kg.store.guard import Form

__all__ = ["Answer", "Form", "Info", "Limits", "QueryPool", "Question"]
