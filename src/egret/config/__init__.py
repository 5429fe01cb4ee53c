"""Roof: settings, addresses and the command line."""
