"""Limits that a child sets on itself before user code runs in it, where the system has them."""

MEBIBYTE = 1 << 20


def limit(memory_mib, cpu_seconds):
    """Bounds memory, processor time, file size and core dumps of this process and its children."""
    try:
        import resource
    except ImportError:
        return
    bounds = [
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_FSIZE, 64 * MEBIBYTE),
        (resource.RLIMIT_CORE, 0),
    ]
    if hasattr(resource, "RLIMIT_AS"):
        bounds.append((resource.RLIMIT_AS, memory_mib * MEBIBYTE))
    for which, value in bounds:
        hard = resource.getrlimit(which)[1]
        if hard != resource.RLIM_INFINITY:
            value = min(value, hard)
        try:
            resource.setrlimit(which, (value, value))
        except (ValueError, OSError):
            continue
