"""Templates, components, tokens and icons shared by every page."""
