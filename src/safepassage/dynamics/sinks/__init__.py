"""Sinks: people who leave the system at sites."""
