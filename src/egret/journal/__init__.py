"""执法日志: the append-only, provable record of acts (RFC 6962 tree in C2SP formats)."""
