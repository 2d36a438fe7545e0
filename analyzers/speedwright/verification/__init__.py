"""Can anything tell original and candidate apart?"""
