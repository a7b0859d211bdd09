"""Relocation: displaced people who agreed to move go from one site to another."""
