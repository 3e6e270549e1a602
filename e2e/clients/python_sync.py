import sys

import engineio.payload
import socketio

from lines import arguments, read, report

# The library's own limit, 16 packets in one poll, is less than what any server may send.
engineio.payload.Payload.max_decode_packets = 1_000

sio = socketio.Client(reconnection_delay=0.05, reconnection_delay_max=0.2)

# The library runs each message in a thread of its own, so that what came in order may be
# seen out of order. What is tested is what came.
trigger = sio.eio._trigger_event
sio.eio._trigger_event = lambda event, *args, **kwargs: trigger(event, *args, **{**kwargs, 'run_async': False})

sio.on('connect', lambda: report('connect'))
sio.on('disconnect', lambda: report('disconnect'))
sio.on('connect_error', lambda *data: report('error', str(data)))
sio.on('*', lambda name, *args: report('event', name, args))


@sio.on('q')
def q(*args):
    report('event', 'q', args)
    return (*args, 'back')


url, options = arguments()
sio.connect(url, **options)
for line in sys.stdin:
    what, *rest = read(line)
    if what == 'emit':
        sio.emit(rest[0], tuple(rest[1]))
    elif what == 'ask':
        sio.emit(rest[1], tuple(rest[2]), callback=lambda *args, id=rest[0]: report('ack', id, args))
    elif what == 'close':
        break
sio.disconnect()
