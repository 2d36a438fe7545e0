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
