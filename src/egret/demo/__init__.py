"""Roof: the fictional district, built only by acts."""
