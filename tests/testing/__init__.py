"""Tests of what evaldsl gives to tests."""
