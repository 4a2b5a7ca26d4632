"""Diagnostics: data, catalogue, drawing."""
