"""The lists of JSON by which a client program is told what to do and reports what it sees."""
import base64
import json
import sys


def walk(value, is_it, change):
    if is_it(value):
        return change(value)
    if isinstance(value, list) or isinstance(value, tuple):
        return [walk(item, is_it, change) for item in value]
    if isinstance(value, dict):
        return {key: walk(item, is_it, change) for key, item in value.items()}
    return value


def wrap(value):
    return walk(value, lambda v: isinstance(v, bytes), lambda v: {'$bytes': base64.b64encode(v).decode()})


def unwrap(value):
    return walk(value, lambda v: isinstance(v, dict) and '$bytes' in v, lambda v: base64.b64decode(v['$bytes']))


def report(*line):
    sys.stdout.write(json.dumps(wrap(line)) + '\n')
    sys.stdout.flush()


def read(line):
    return unwrap(json.loads(line))


def arguments():
    """url, the options of connect(), from the command line."""
    url, transport, auth = sys.argv[1:4]
    options = {'auth': json.loads(auth)}
    if transport != 'default':
        options['transports'] = [transport]
    return url, options
