"""A function that is slow, for tests that need a finding."""

SKILL = "list-membership-in-loop"

MEMBERSHIP = '''\
def allowed(names: list[str], banned: list[str]) -> list[str]:
    """The names that may be used."""
    result = []
    for name in names:
        if name not in banned:
            result.append(name)
    return result
'''

FASTER = '''\
def allowed(names: list[str], banned: list[str]) -> list[str]:
    """The names that may be used."""
    result = []
    banned_set = set(banned)
    for name in names:
        if name not in banned_set:
            result.append(name)
    return result
'''

TWICE = '''\
def split(names: list[str], banned: list[str], known: list[str]) -> tuple[list[str], list[str]]:
    """The names that may be used, and those that are new."""
    allowed = []
    for name in names:
        if name not in banned:
            allowed.append(name)
    new = []
    for name in names:
        if name not in known:
            new.append(name)
    return allowed, new
'''

MIXED = '''\
def label(names: list[str], banned: list[str]) -> str:
    """The names that may be used, as one text."""
    text = ""
    for name in names:
        if name not in banned:
            text += name
    return text
'''
