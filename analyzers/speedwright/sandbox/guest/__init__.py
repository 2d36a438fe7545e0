"""The program that runs in the user's interpreter: standard library only, CPython 3.8 and later.

It is loaded under a private name by `__main__`, so that it never shadows a module of the user's.
"""
