package broker

import (
	"io"
	"net"
	"sync"
	"testing"
)

// proxy stands between a node and Redis and can swallow what passes without a reset.
type proxy struct {
	t        *testing.T
	addr     string
	upstream string
	listener net.Listener
	group    sync.WaitGroup

	mu       sync.Mutex
	changed  *sync.Cond
	requests bool // pass on
	replies  bool
	cut      bool // close the connection where the next reply would pass
	closed   bool
	conns    map[net.Conn]struct{}
}

func newProxy(t *testing.T, upstream string) *proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{
		t: t, addr: l.Addr().String(), upstream: upstream, listener: l,
		requests: true, replies: true, conns: map[net.Conn]struct{}{},
	}
	p.changed = sync.NewCond(&p.mu)
	p.group.Go(p.accept)
	t.Cleanup(p.close)
	return p
}

// pass says which way bytes go; what is held back goes on later.
func (p *proxy) pass(requests, replies bool) {
	p.mu.Lock()
	p.requests, p.replies = requests, replies
	p.mu.Unlock()
	p.changed.Broadcast()
}

// cutNextReply closes a connection in place of its next reply.
func (p *proxy) cutNextReply() {
	p.mu.Lock()
	p.cut = true
	p.mu.Unlock()
}

func (p *proxy) accept() {
	for {
		c, err := p.listener.Accept()
		if err != nil {
			return
		}
		up, err := net.Dial("tcp", p.upstream)
		if err != nil {
			_ = c.Close()
			continue
		}
		if !p.add(c, up) {
			return
		}
		p.group.Go(func() { p.copy(up, c, &p.requests, false) })
		p.group.Go(func() { p.copy(c, up, &p.replies, true) })
	}
}

func (p *proxy) add(conns ...net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range conns {
		if p.closed {
			_ = c.Close()
		}
		p.conns[c] = struct{}{}
	}
	return !p.closed
}

func (p *proxy) copy(dst io.WriteCloser, src io.ReadCloser, open *bool, reply bool) {
	defer func() { _, _ = src.Close(), dst.Close() }()
	buf := make([]byte, 64<<10)
	for {
		n, err := src.Read(buf)
		if !p.gate(open, reply && n > 0) {
			return
		}
		if _, werr := dst.Write(buf[:n]); err != nil || werr != nil {
			return
		}
	}
}

// gate waits until bytes may pass.
func (p *proxy) gate(open *bool, reply bool) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for !*open && !p.closed {
		p.changed.Wait()
	}
	if reply && p.cut {
		p.cut = false
		return false
	}
	return !p.closed
}

func (p *proxy) close() {
	p.mu.Lock()
	p.closed = true
	for c := range p.conns {
		_ = c.Close()
	}
	p.mu.Unlock()
	p.changed.Broadcast()
	_ = p.listener.Close()
	p.group.Wait()
}
