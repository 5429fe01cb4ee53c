"""Pure helpers with real names; no Django models, no room of the house."""
