package broker

// Both scripts take the keys log, epoch and last, and answer {seconds, microseconds} of
// Redis's clock, then the id and the epoch of the newest entry. Beside the stream stand two
// strings: the epoch, and `<id of the newest entry> <bytes appended since the epoch began>`.
// They survive trimming and share the stream's TTL, so they vanish together with it; whoever
// finds one missing begins a new epoch on an empty stream.
//
// Each entry has the fields e (epoch), p (id of its predecessor), s (the sum of bytes before
// it) and b (its payload).

// begin is common to both: the state, or a new epoch named ARGV[1], with the TTL ARGV[2]. It
// only reads as long as there is a log: Redis minds its memory limit before a script's first
// write, so that must be the XADD.
const begin = `
local time = redis.call('TIME')
local epoch, last = redis.call('GET', KEYS[2]), redis.call('GET', KEYS[3])
local prev, sum
if epoch and last then prev, sum = string.match(last, '^(%d+%-%d+) (%d+)$') end
if not prev then
  redis.call('DEL', KEYS[1])
  epoch, prev, sum = ARGV[1], '0-0', '0'
  redis.call('SET', KEYS[2], epoch, 'PX', ARGV[2])
  redis.call('SET', KEYS[3], '0-0 0', 'PX', ARGV[2])
end
`

// positionScript answers where the log stands.
const positionScript = begin + `
return {time[1], time[2], prev, epoch}
`

// appendScript appends the payload ARGV[3] unless the clock has passed ARGV[4] microseconds:
// then it answers the time alone and has changed nothing. It drops up to 16 of the oldest
// entries that are older than ARGV[5] milliseconds or lie beyond the newest ARGV[6] bytes.
const appendScript = `
local clock = redis.call('TIME')
if clock[1] * 1000000 + clock[2] > tonumber(ARGV[4]) then return clock end
` + begin + `
local id = redis.call('XADD', KEYS[1], '*', 'e', epoch, 'p', prev, 's', sum, 'b', ARGV[3])
local total = tonumber(sum) + #ARGV[3] + 100
redis.call('SET', KEYS[3], id .. ' ' .. string.format('%.0f', total), 'PX', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
redis.call('PEXPIRE', KEYS[2], ARGV[2])
local oldest = time[1] * 1000 + math.floor(time[2] / 1000) - ARGV[5]
for _ = 1, 16 do
  local head = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)[1]
  if head[1] == id then break end
  local at = tonumber(string.match(head[1], '^%d+'))
  local held = total - (tonumber(head[2][6]) or 0)
  if at >= oldest and held <= tonumber(ARGV[6]) then break end
  redis.call('XDEL', KEYS[1], head[1])
end
return {time[1], time[2], id, epoch}
`

// keys names what the scripts work on; one hash tag keeps it on one node of a Cluster.
func keys(prefix string) []string {
	tagged := "{" + prefix + "}"
	return []string{tagged + ":log", tagged + ":epoch", tagged + ":last"}
}
