package bench

import (
	"bytes"
	"fmt"
	"net/netip"

	"golang.org/x/sys/unix"

	"socketchat/internal/rawio"
)

// publisher is one backend: a kept connection with at most one publish under way.
type publisher struct {
	index      int
	target     *endpoint
	to         netip.AddrPort
	head       []byte // of every request, up to Content-Length's value
	fd         int
	generation int32
	rest       []byte
	retryAt    int64 // not before this: a 503 or a lost connection makes it pause

	// The publish under way.
	busy    bool
	channel uint32
	seq     uint32
	sent    int64
	due     int64
}

func newPublisher(index int, t *endpoint) *publisher {
	return &publisher{
		index: index, target: t, to: t.Addrs[index%len(t.Addrs)], fd: -1,
		head: fmt.Appendf(nil, "POST /api/socket/events HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\n"+
			"X-Api-Key: %s\r\nContent-Length: ", t.Host, t.Key),
	}
}

// connect waits until the connection stands: it is made before anything is measured, or after a
// fault, which is charged to the server.
func (p *publisher) connect(poller *poller) error {
	fd, err := dial(p.to, netip.Addr{})
	if err != nil {
		return err
	}
	ready := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLOUT}}
	for {
		if _, err = unix.Poll(ready, 2000); err != unix.EINTR { //nolint:errorlint // a bare errno
			break
		}
	}
	if err = connected(fd); err == nil && ready[0].Revents == 0 {
		err = unix.ETIMEDOUT
	}
	if err == nil {
		p.generation++
		err = poller.add(fd, unix.EPOLLIN, int32(p.index), p.generation)
	}
	if err != nil {
		shut(fd)
		return fmt.Errorf("connect to %s: %w", p.to, err)
	}
	p.fd, p.rest = fd, p.rest[:0]
	return nil
}

// publish sends one request and returns its length. body is scratch and is returned for reuse.
func (p *publisher) publish(channel string, m message, padding string, body, request []byte) (b, r []byte, err error) {
	body = append(append(append(body[:0], `{"channel":"`...), channel...), `","event":"`+event+`","data":`...)
	body = append(m.append(body, padding), '}')
	request = append(request[:0], p.head...)
	request = fmt.Appendf(request, "%d\r\n\r\n", len(body))
	request = append(request, body...)
	return body, request, writeAll(p.fd, request)
}

// outcome is what became of a publish.
type outcome uint8

const (
	pending outcome = iota
	accepted
	unavailable // 503, and it was not appended
	uncertain   // 503 outcome_unknown, or the connection was lost: it may arrive
	refused     // any other answer: the run makes no sense
)

// answer reads what has come. text is the body of an answer that was refused.
func (p *publisher) answer(buf []byte) (o outcome, text string) {
	held := copy(buf, p.rest)
	n, errno := rawio.Read(p.fd, buf[held:])
	if errno == unix.EAGAIN {
		return pending, ""
	}
	if errno != 0 || n == 0 {
		return uncertain, ""
	}
	r, used, err := parseResponse(buf[:held+n])
	p.rest = append(p.rest[:0], buf[used:held+n]...)
	switch {
	case err != nil:
		return refused, err.Error()
	case used == 0:
		return pending, ""
	case r.status == 200:
		return accepted, ""
	case r.status != 503:
		return refused, fmt.Sprintf("%d %.200s", r.status, r.body)
	case bytes.Contains(r.body, []byte("outcome_unknown")):
		return uncertain, ""
	default:
		return unavailable, ""
	}
}

func (p *publisher) hangUp() {
	if p.fd >= 0 {
		shut(p.fd)
		p.fd = -1
	}
}
