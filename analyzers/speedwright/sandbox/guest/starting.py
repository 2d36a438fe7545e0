"""The first message says what is to be run: functions of a module, or a whole program."""

from .channel import Channel


def main(started):
    """Serves one host until it goes away. `started` are the modules that the interpreter loaded by itself."""
    channel = Channel()
    task = channel.receive()
    if task is None:
        return
    # Each loads only what it needs: a program is not to find modules loaded that it would have to pay for.
    if task.get("kind") == "program":
        from .programs import serve

        serve(channel, task, started)
        return
    from .serving import serve

    serve(channel, task)
