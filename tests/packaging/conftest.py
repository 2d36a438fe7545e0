"""What tests of the distribution share with those of editors: whether there is a package index."""

from tests.editors.conftest import pypi

__all__ = ["pypi"]
