import importlib.util
import json
import sys

library, key, channel, data, *rest = sys.argv[1:]
spec = importlib.util.spec_from_file_location("socketchat", library)
socketchat = importlib.util.module_from_spec(spec)
spec.loader.exec_module(socketchat)
value = json.loads(data)
print(socketchat.publish(rest[0], key, channel, rest[1], value) if rest else socketchat.join_token(key, channel, value))
