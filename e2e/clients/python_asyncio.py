import asyncio
import sys

import engineio.payload
import socketio

from lines import arguments, read, report

# The library's own limit, 16 packets in one poll, is less than what any server may send.
engineio.payload.Payload.max_decode_packets = 1_000

sio = socketio.AsyncClient(reconnection_delay=0.05, reconnection_delay_max=0.2)
sio.on('connect', lambda: report('connect'))
sio.on('disconnect', lambda: report('disconnect'))
sio.on('connect_error', lambda *data: report('error', str(data)))
sio.on('*', lambda name, *args: report('event', name, args))


@sio.on('q')
async def q(*args):
    report('event', 'q', args)
    return (*args, 'back')


async def main():
    url, options = arguments()
    await sio.connect(url, **options)
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        what, *rest = read(line)
        if what == 'emit':
            await sio.emit(rest[0], tuple(rest[1]))
        elif what == 'ask':
            await sio.emit(rest[1], tuple(rest[2]), callback=lambda *args, id=rest[0]: report('ack', id, args))
        elif what == 'close':
            break
    await sio.disconnect()


asyncio.run(main())
