"""The vectors of the journal's reference, section 15, made by another hand than the code."""

from __future__ import annotations

from egret.journal.formats import entries
from egret.journal.tree.hashing import SHA256

SALT = bytes(range(32))
COMMITMENT = "973a6fbac480e1309b8b3cba3dcefec89f43baf989988d5651105ac0e54db157"
ENTRY_0 = (
    b'{"act":"exhibit.intake","actor":"o:1001","c":{"person.name":"973a6fbac480e1309b8b3cba3dcefec89f43baf989988d56'
    b'51105ac0e54db157"},"obj":"exhibit:2026-000001","org":"350211","prev":"0000000000000000000000000000000000000000'
    b'000000000000000000000000","ts":"2026-11-23T00:00:00Z","uid":"01JD0000000000000000000000","v":1}'
)
ROOTS = {
    2: "40b6c956e4d5c5d27df365c60d924699f184d64c8c90b876ff0f5503813b2345",
    3: "96887ac819d67cddeabb85cbd4a2ef18315c5a0cf49750a24df1ae36e0e72b40",
    4: "66d38cb25537b985c784f38ac1454edcefed954e4fd038054451f40c15db424f",
    7: "1c084aa171e2e9a7cb70bb6a77ed94a258a845b5bd7b1fa90d0fb6d69ddad414",
}
PATH_5_IN_7 = (
    "7b9f9f1c0edb66b4be5d7175ad4df067cbd86a97d94798eb7370e4e5872057f2",
    "e083e985b28e5caf09a7c37018103462cc55dd42360becc71af4b7e4aa728087",
    "66d38cb25537b985c784f38ac1454edcefed954e4fd038054451f40c15db424f",
)
CHAIN_7 = "46fdb7a6151d7791f804803c31f5c548fa6f9dfc0ee4396c653bf502e4e3ae5d"
SM3_LEAF_0 = "31a5e0c428b7efa63fd3a0309144f7843ce03bdcab34a9083df158246526aa04"
SM3_ROOT_7 = "56e36a24ceaf84ed1aa8de2d2c84a736d5deb9b8fccba906101505f2095d0f87"
ORIGIN = "journal.example/egret/2026"
LOG_SEED, WITNESS_SEED = bytes(range(32)), bytes(range(32, 64))
LOG_VKEY = "journal.example/egret/2026+9b93618d+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
WITNESS_VKEY_BODY = "notary.example/w1+b6afd7db+BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X"
WITNESS_TIME = 1795392000
CHECKPOINT = """journal.example/egret/2026
7
HAhKoXHi6afLcLtqd+2UolioRbW9ex+pDQ+21p3a1BQ=

— journal.example/egret/2026 m5NhjXkXjAEGjmHnI0rd0pbS8dH99RRdO2QLKm3ilnz+4+CvM1E7In6MLGpDlGWkACv7diZMy18WcJu2ygNHegNbkQw=
— notary.example/w1 tq/X2wAAAABrA4IAZxsK5vq+NaE0aTiHDV0dzn71PkgNPLKwPqJmmTqYJxYc+xnqzuKQ9T2/EWTjHOvD75805VM2RgAwtO2oE0pGCg==
"""  # noqa: E501


def entry_bytes() -> list[bytes]:
    """Entries 0..6: second and last three characters of the uid count up, each bound to the one before."""
    made: list[bytes] = []
    previous = entries.NO_PREVIOUS
    for i in range(7):
        raw = entries.encode(
            uid=f"01JD0000000000000000000{i:03d}",
            ts=f"2026-11-23T00:00:{i:02d}Z",
            act="exhibit.intake",
            actor="o:1001",
            org="350211",
            obj="exhibit:2026-000001",
            prev=previous,
            c={"person.name": COMMITMENT},
        )
        made.append(raw)
        previous = SHA256.leaf(raw).hex()
    return made
