"""Leased job rows and schedules, written in the act's own transaction.

Work that need not happen before the page answers (a PDF, a notice, a message to the procuratorate) is a row that
commits with the act that caused it, or not at all. A worker leases the row, does the work, and ends the row in the
same transaction as the effect; a worker that dies loses its lease and another takes over. What keeps failing
becomes a dead letter with its reason, for a person to see.
"""
