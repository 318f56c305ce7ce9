"""Tables of events that others coded, such as ACLED's: each row becomes a document with statements, as a report does."""
