package bench

import (
	"errors"
	"fmt"

	"golang.org/x/sys/unix"
)

// tags of what is no client.
const (
	tagWake  = -1
	tagTimer = -2
	tagOther = -3
)

// poller is one epoll. Every descriptor has a tag and a generation, which come back with its
// events, so that an event of a closed descriptor is told from one of its successor.
type poller struct {
	fd     int
	wakeFD int
	events []unix.EpollEvent
}

func newPoller() (*poller, error) {
	fd, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return nil, fmt.Errorf("epoll: %w", err)
	}
	wake, err := unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK)
	if err != nil {
		shut(fd)
		return nil, fmt.Errorf("eventfd: %w", err)
	}
	p := &poller{fd: fd, wakeFD: wake, events: make([]unix.EpollEvent, 4096)}
	if err := p.add(wake, unix.EPOLLIN, tagWake, 0); err != nil {
		p.close()
		return nil, err
	}
	return p, nil
}

func (p *poller) add(fd int, events uint32, tag, generation int32) error {
	e := unix.EpollEvent{Events: events, Fd: tag, Pad: generation}
	return unix.EpollCtl(p.fd, unix.EPOLL_CTL_ADD, fd, &e)
}

func (p *poller) modify(fd int, events uint32, tag, generation int32) error {
	e := unix.EpollEvent{Events: events, Fd: tag, Pad: generation}
	return unix.EpollCtl(p.fd, unix.EPOLL_CTL_MOD, fd, &e)
}

// wait returns the events, valid until the next call; none after timeout (milliseconds, -1 for
// ever) or a signal.
func (p *poller) wait(timeout int) ([]unix.EpollEvent, error) {
	n, err := unix.EpollWait(p.fd, p.events, timeout)
	if errors.Is(err, unix.EINTR) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("epoll: %w", err)
	}
	return p.events[:n], nil
}

// wake makes wait return, from any goroutine.
func (p *poller) wake() { _, _ = unix.Write(p.wakeFD, []byte{1, 0, 0, 0, 0, 0, 0, 0}) }

// woken takes the wake-ups that led to an event with tagWake.
func (p *poller) woken() {
	var b [8]byte
	_, _ = unix.Read(p.wakeFD, b[:])
}

func (p *poller) close() {
	shut(p.wakeFD)
	shut(p.fd)
}
