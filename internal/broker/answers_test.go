package broker

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"
)

// answers collects what publishes were answered.
type answers struct {
	t  *testing.T
	mu sync.Mutex
	wg sync.WaitGroup
	// by publish number
	codes   map[int]string // "ok" or an Error's code
	cursors map[int]string
	errs    map[int]*Error
	took    map[int]time.Duration
}

func newAnswers(t *testing.T) *answers {
	return &answers{
		t: t, codes: map[int]string{}, cursors: map[int]string{},
		errs: map[int]*Error{}, took: map[int]time.Duration{},
	}
}

// expect returns the Done of publish i.
func (a *answers) expect(i int) func(string, error) {
	a.wg.Add(1)
	start := time.Now()
	return func(cursor string, err error) {
		defer a.wg.Done()
		a.mu.Lock()
		defer a.mu.Unlock()
		if _, twice := a.codes[i]; twice {
			a.t.Errorf("publish %d was answered twice", i)
		}
		a.took[i] = time.Since(start)
		a.cursors[i] = cursor
		a.codes[i] = "ok"
		if err != nil {
			var e *Error
			if !errors.As(err, &e) {
				a.t.Errorf("publish %d: %v is not an *Error", i, err)
				return
			}
			a.codes[i], a.errs[i] = e.Code(), e
		}
	}
}

// wait waits for all answers.
func (a *answers) wait() { a.wg.Wait() }

// answered reports whether publish i has its answer by now.
func (a *answers) answered(i int) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	_, ok := a.codes[i]
	return ok
}

// code waits for all answers and returns that of publish i.
func (a *answers) code(i int) string {
	a.wait()
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.codes[i]
}

func (a *answers) err(i int) *Error {
	a.wait()
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.errs[i]
}

func (a *answers) slowest() time.Duration {
	a.wait()
	a.mu.Lock()
	defer a.mu.Unlock()
	var d time.Duration
	for _, t := range a.took {
		d = max(d, t)
	}
	return d
}

func packet(i int) []byte { return fmt.Appendf(nil, `2["e",%d]`, i) }
