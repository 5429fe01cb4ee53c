"""What the journal looks like outside: entries, commitments, notes, tiles on disk, proofs. Pure: no database."""
