import base64
import hashlib
import json
import time
import urllib.error
import urllib.request


def join_token(api_key, channel, data=None, ttl=60):
    """A token that lets its holder join channel for ttl seconds. data is anything JSON can say."""
    claims = {"channel": channel, "timestamp": int(time.time()) + ttl}
    if data is not None:
        claims["data"] = data
    text = json.dumps(claims, ensure_ascii=False, separators=(",", ":"))
    signature = hashlib.md5((text + api_key).encode()).hexdigest()
    return base64.b64encode((text + signature).encode()).decode()


def publish(url, api_key, channel, event, data=None):
    """Broadcasts to everyone in channel. Returns the cursor; raises with the server's code and message."""
    request = urllib.request.Request(
        url + "/api/socket/events",
        data=json.dumps({"channel": channel, "event": event, "data": data}, ensure_ascii=False).encode(),
        headers={"Content-Type": "application/json", "X-Api-Key": api_key},
    )
    try:
        with urllib.request.urlopen(request, timeout=5) as response:  # the server answers within 2 s
            return json.load(response)["cursor"]
    except urllib.error.HTTPError as error:
        answer = json.load(error)
        raise RuntimeError(f"publish: {error.code} {answer['code']}: {answer['message']}") from error
