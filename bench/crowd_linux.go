package bench

import (
	"net/netip"
	"runtime"
	"sync"
	"sync/atomic"

	"golang.org/x/sys/unix"

	"socketchat/auth"
)

// crowdConfig is what a crowd is made with; it travels to worker processes as JSON.
type crowdConfig struct {
	Layout      layout
	First       int // index of the crowd's first client
	Count       int
	Target      endpoint
	Polling     bool
	Realtime    bool
	Concurrency int          // clients that are connecting at a time
	Sources     []netip.Addr // addresses to connect from, in turn; none: the kernel's choice
}

// endpoint is where a server is and how to be let in.
type endpoint struct {
	Addrs []netip.AddrPort
	Host  string // of the Host header
	Path  string // of the Engine.IO endpoint, with both slashes
	Key   string
}

// crowd is a number of clients on one epoll. One goroutine owns all but what stands below
// "any goroutine"; others have it run functions.
type crowd struct {
	// Static after construction.
	cfg     crowdConfig
	keys    auth.Keys
	dialect dialect
	poller  *poller
	done    chan struct{} // closed when the loop has ended

	// Owned by the loop.
	clients []client
	tally   *tally
	window  window
	buf     []byte // what is read, after what was left over
	out     []byte // scratch for what is sent
	woke    int64  // when the poller last returned
	storm   storm
	churn   churner
	stopped bool

	// Any goroutine.
	mu       sync.Mutex
	mailbox  []func() // guarded by mu; unbounded, but each poster waits for its answer
	received atomic.Int64
	joined   atomic.Int64
	others   atomic.Int64 // packets that are no deliveries, such as user-total
	lost     atomic.Int64 // clients whose connection ended unasked
}

// newCrowd starts a crowd's loop; close ends it. Nothing is connected yet.
func newCrowd(cfg crowdConfig) (*crowd, error) {
	keys, err := auth.ParseKeys(cfg.Target.Key)
	if err != nil {
		return nil, err
	}
	p, err := newPoller()
	if err != nil {
		return nil, err
	}
	c := &crowd{
		cfg: cfg, keys: keys, poller: p, done: make(chan struct{}),
		clients: make([]client, cfg.Count), tally: newTally(cfg.Layout, cfg.First, cfg.Count), buf: make([]byte, 64<<10),
	}
	c.dialect = webSocket{c}
	if cfg.Polling {
		c.dialect = polling{c}
	}
	for i := range c.clients {
		c.clients[i].fd = -1
	}
	c.window.begin(cfg.Layout, now())
	go c.loop() // ended by close
	return c, nil
}

// loop runs the crowd on a thread of its own, whose CPU time is the crowd's.
func (c *crowd) loop() {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	defer close(c.done)
	calm, _ := hurry(c.cfg.Realtime)
	defer calm()
	for !c.stopped {
		slept := now()
		events, err := c.poller.wait(c.churn.timeout(slept))
		if err != nil {
			break // the epoll is broken: clients no longer receive, which the counts show
		}
		c.woke = now()
		c.window.idle += c.woke - slept
		for i := range events {
			c.event(&events[i])
		}
		c.churn.tick(c)
		c.received.Store(c.window.total)
	}
	for i := range c.clients {
		c.hangUp(i)
	}
	c.runMailbox()
	c.poller.close()
}

func (c *crowd) event(e *unix.EpollEvent) {
	if e.Fd == tagWake {
		c.poller.woken()
		c.runMailbox()
		return
	}
	i := int(e.Fd)
	cl := &c.clients[i]
	if cl.fd < 0 || cl.generation != e.Pad {
		return
	}
	if cl.phase == dialing {
		c.dialed(i)
		return
	}
	if cl.phase == joined && c.stalled(i) { // the server has given it up, as it should
		c.hangUp(i)
		return
	}
	c.readable(i)
}

// call has the loop run f and waits until it has, or until the loop has ended.
func (c *crowd) call(f func()) {
	ran := make(chan struct{})
	c.mu.Lock()
	c.mailbox = append(c.mailbox, func() { f(); close(ran) })
	c.mu.Unlock()
	c.poller.wake()
	select {
	case <-ran:
	case <-c.done:
	}
}

func (c *crowd) runMailbox() {
	c.mu.Lock()
	posted := c.mailbox
	c.mailbox = nil
	c.mu.Unlock()
	for _, f := range posted {
		f()
	}
}

// close hangs up all clients and ends the loop.
func (c *crowd) close() {
	c.call(func() { c.stopped = true })
	<-c.done
}
