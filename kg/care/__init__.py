"""Looking after a store: what it holds, whether it is sound, backups, and what was done to it."""

from kg.care.backups import Backup, back_up, restore
from kg.care.documents import chosen_documents
from kg.care.information import Information, information
from kg.care.verification import Fault, steps, verify

__all__ = ["Backup", "Fault", "Information", "back_up", "chosen_documents", "information", "restore", "steps", "verify"]
