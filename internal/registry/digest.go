package registry

// digest sums up counts so that two nodes can tell whether they know the same of a third. It
// does not depend on the order in which they were told, and channels without members add
// nothing.
type digest uint64

// change takes the channel from old members to n.
func (d *digest) change(channel string, old, n int64) {
	if old != 0 {
		*d -= mark(channel, old)
	}
	if n != 0 {
		*d += mark(channel, n)
	}
}

// mark is FNV-1a over the channel's name and the number, stirred as in MurmurHash3's finalizer
// so that sums of similar ones differ. All nodes must agree on it.
func mark(channel string, members int64) digest {
	h := uint64(14695981039346656037)
	for i := range len(channel) {
		h = (h ^ uint64(channel[i])) * 1099511628211
	}
	for n := uint64(members); n != 0; n >>= 8 {
		h = (h ^ n&0xff) * 1099511628211
	}
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	return digest(h ^ h>>33)
}
