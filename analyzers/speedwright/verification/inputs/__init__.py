"""Inputs as data: read from the code, drawn from shapes, grown, shrunk and printed; nothing here runs user code."""
