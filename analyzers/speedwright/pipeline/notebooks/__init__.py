"""Notebooks: their cells as one module, and what is found there back in their cells and files."""
