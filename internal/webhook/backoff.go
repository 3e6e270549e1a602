package webhook

import (
	"math/rand/v2"
	"time"
)

const (
	// maxAttempts is how often a webhook is tried before it has failed.
	maxAttempts = 5
	firstDelay  = time.Second
)

// backoff returns how long to wait after a failed attempt, the first being 1: a delay that doubles,
// and of which a random half is left out, so that what failed together does not come back together.
// All delays and the limits of all attempts but the last stay below validity.
func backoff(attempts int) time.Duration {
	d := firstDelay << (attempts - 1)
	return d/2 + rand.N(d/2+1)
}
