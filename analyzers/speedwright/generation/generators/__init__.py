"""Generators only; the protocol and the table stand beside this folder."""
