"""The Merkle tree of RFC 6962, stored as C2SP tiles. Pure: no database, no settings, no clock."""
