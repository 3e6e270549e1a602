package forwarded

import (
	"bytes"
	"iter"
	"net/netip"
)

// Field is the header field that names a request's way.
const Field = "X-Forwarded-For"

// maxHops bounds how many elements of the field are looked at.
const maxHops = 32

// Client returns the client's address: peer's, "host:port", unless that is a trusted proxy. Then it is
// the last element of field, the values of X-Forwarded-For in order, that is no trusted proxy, or the
// first one of all where all are. What stands before an element that is no address is not looked at.
// The zero Addr means that peer has no address, as with a Unix socket.
func (p Proxies) Client(peer string, field iter.Seq[[]byte]) netip.Addr {
	addr, ok := parseHop([]byte(peer))
	if !ok || !p.trusts(addr) {
		return addr
	}
	rest := join(field)
	for range maxHops {
		var element []byte
		if element, rest = lastElement(rest); element == nil {
			break
		}
		hop, ok := parseHop(element)
		if !ok {
			break
		}
		if addr = hop; !p.trusts(addr) {
			break
		}
	}
	return addr
}

// join makes one list of the field's lines. Source: RFC 9110, 5.3.
func join(field iter.Seq[[]byte]) []byte {
	var list []byte
	for value := range field {
		list = append(append(list, value...), ',')
	}
	return list
}

// lastElement cuts the last element that is not empty off a list; nil: there is none.
func lastElement(list []byte) (element, rest []byte) {
	list = bytes.TrimRight(list, ", \t")
	if len(list) == 0 {
		return nil, nil
	}
	i := bytes.LastIndexByte(list, ',')
	return bytes.TrimLeft(list[i+1:], " \t"), list[:max(i, 0)]
}

// maxHop is the longest element that is looked at, in bytes: more than an address with a port has.
const maxHop = 128

// parseHop reads an address, with or without a port; IPv6 may stand in brackets.
func parseHop(b []byte) (netip.Addr, bool) {
	if len(b) > maxHop {
		return netip.Addr{}, false
	}
	text := string(b)
	if addr, err := netip.ParseAddr(text); err == nil {
		return plain(addr), true
	}
	if addr, err := netip.ParseAddrPort(text); err == nil {
		return plain(addr.Addr()), true
	}
	if n := len(text); n > 2 && text[0] == '[' && text[n-1] == ']' {
		if addr, err := netip.ParseAddr(text[1 : n-1]); err == nil && addr.Is6() {
			return plain(addr), true
		}
	}
	return netip.Addr{}, false
}
