// Package later names work that is not done at once, so that what several events give to do is done
// together.
package later

// Runner is such work. It may Run on any goroutine, once for each time that somebody was given it.
type Runner interface{ Run() }

// Queue runs what it is given soon, in order: a poller, after the events that it has in hand. Only its
// owner gives it something, and never holds a lock then.
type Queue interface{ Later(r Runner) }

// Do gives r to q, or runs it where there is none.
func Do(q Queue, r Runner) {
	if q == nil {
		r.Run()
		return
	}
	q.Later(r)
}
