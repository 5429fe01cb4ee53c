"""What may be done with guides, and with what a case was read to be."""

from egret.guidance.acts import characterising, dossiers, guides, marks  # noqa: F401  enrols the acts
