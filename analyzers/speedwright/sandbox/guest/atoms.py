"""Literals on the wire: alike in recipes and in canonical forms."""

WRITERS = {
    type(None): lambda value: ["none"],
    bool: lambda value: ["bool", int(value)],
    # Hexadecimal, because CPython limits the decimal digits it converts.
    int: lambda value: ["int", hex(value)],
    float: lambda value: ["float", value.hex()],
    complex: lambda value: ["complex", value.real.hex(), value.imag.hex()],
    str: lambda value: ["str", value],
    bytes: lambda value: ["bytes", value.hex()],
}
