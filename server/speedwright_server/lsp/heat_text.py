"""How shares and seconds are written, in hints, lenses, hovers and messages alike."""

from __future__ import annotations

from speedwright.model.profile import Cost, Memory, Profile

# Below this, a share of native code says nothing.
LEAST_NATIVE = 0.005
STALE = "stale"


def percent(share: float) -> str:
    """`38 %`; of what is there, never `0 %`."""
    return "< 1 %" if 0 < share < 0.01 else f"{share * 100:.0f} %"


def seconds(value: float) -> str:
    """`2.1 s`, `21 s`, `340 ms`."""
    return f"{value * 1000:.0f} ms" if value < 1 else f"{value:.1f} s" if value < 10 else f"{value:.0f} s"


def heat_label(share: float, spent_s: float, native: float | None) -> str:
    """`38 % · 2.1 s · 12 % native`."""
    parts = [percent(share), seconds(spent_s)]
    if native is not None and native >= LEAST_NATIVE:
        parts.append(f"{percent(native)} native")
    return " · ".join(parts)


def cost_markdown(profile: Profile, cost: Cost) -> str:
    """How a cost divides: in itself and in all, by kinds of code, and memory, as far as these are known."""
    parts = [f"{percent(profile.share(cost.self_s))} in itself ({seconds(cost.self_s)})"]
    if cost.total_s is not None:
        parts.append(f"{percent(profile.share(cost.total_s))} with what it calls ({seconds(cost.total_s)})")
    if (split := _split(cost)) is not None:
        parts.append(split)
    if cost.memory is not None:
        parts += _memory(cost.memory)
    if cost.samples:
        parts.append(f"{cost.samples} samples")
    return ", ".join(parts) + "."


def run_markdown(profile: Profile) -> str:
    """Who measured what, and when."""
    command = " ".join(profile.target.command)
    what = f" of `{command}`" if command else f" of process {profile.target.pid}" if profile.target.pid else ""
    when = f", {profile.created}" if profile.created else ""
    who = f"{profile.backend.name} {profile.backend.version}".strip()
    return f"Measured by {who}{what}: {seconds(profile.total_s)}{when}."


def _split(cost: Cost) -> str | None:
    if cost.native is None:
        return None
    system = cost.system or 0.0
    shares = {"Python": max(0.0, 1 - cost.native - system), "native": cost.native}
    if cost.system is not None:
        shares["system"] = cost.system
    return " / ".join(f"{percent(share)} {name}" for name, share in shares.items()) + " of itself"


def _memory(memory: Memory) -> list[str]:
    known = (
        (memory.allocated_mb, "MB allocated"),
        (memory.peak_mb, "MB at the peak"),
        (memory.copied_mb_s, "MB/s copied"),
    )
    return [f"{value:.0f} {name}" for value, name in known if value is not None]
