library, key, channel, data, url, event = ARGV
require library
value = JSON.parse(data)
puts url ? SocketChat.publish(url, key, channel, event, value) : SocketChat.join_token(key, channel, data: value)
