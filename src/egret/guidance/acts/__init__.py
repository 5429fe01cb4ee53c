"""What may be done with guides: their versions, the list of a case, model dossiers."""

from egret.guidance.acts import dossiers, guides, marks  # noqa: F401  enrols the acts
