package webhook

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

const (
	// timeout is how long one attempt may take, from the name's resolution to the answer's end.
	timeout = 10 * time.Second
	// maxAnswer is how much of an answer's body is read so that its connection can be used again.
	maxAnswer = 64 << 10
)

// outcome is how an attempt ended.
type outcome struct {
	failure failure // none: the receiver took it
	final   bool    // trying again is pointless
	detail  string  // for people; holds nothing of the URL but the host
	took    time.Duration
}

// attempt sends m once.
func (s *Sender) attempt(m *message) outcome {
	ctx, cancel := context.WithTimeout(s.ctx, timeout)
	defer cancel()
	start := time.Now()
	o := s.exchange(ctx, m, start)
	o.took = time.Since(start)
	return o
}

func (s *Sender) exchange(ctx context.Context, m *message, now time.Time) outcome {
	m.prepare(s.cfg.Keys, now)
	m.attempts++
	req, err := m.request(ctx, s.cfg.Keys, now)
	if err != nil {
		return outcome{failure: invalidURL, final: true, detail: "the URL cannot be requested"}
	}
	res, err := s.client.Do(req)
	if err != nil {
		return failed(ctx, err)
	}
	defer res.Body.Close()
	_, _ = io.CopyN(io.Discard, res.Body, maxAnswer)
	return answered(res.StatusCode)
}

// answered judges a receiver's status. A redirect would lead where nobody signed, and 410 asks not
// to be called again; anything else that is not a success may pass.
func answered(status int) outcome {
	detail := fmt.Sprintf("it answered %d", status)
	switch {
	case status >= 200 && status < 300:
		return outcome{}
	case status >= 300 && status < 400:
		return outcome{failure: redirected, final: true, detail: detail + "; redirects are not followed"}
	default:
		return outcome{failure: badStatus, final: status == http.StatusGone, detail: detail}
	}
}

// failed judges an attempt without an answer. The errors' own words are not used: they quote URLs,
// and what the peer sent.
func failed(ctx context.Context, err error) outcome {
	var (
		refused     *refusedError
		dns         *net.DNSError
		certificate *tls.CertificateVerificationError
		operation   *net.OpError
	)
	switch {
	case errors.As(err, &refused):
		return outcome{failure: addressRefused, final: true, detail: refused.Error()}
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return outcome{failure: timedOut, detail: fmt.Sprintf("no answer within %v", timeout)}
	case errors.As(err, &dns):
		return outcome{failure: unresolved, detail: "its name could not be resolved"}
	case errors.As(err, &certificate):
		return outcome{failure: badCertificate, detail: "its certificate is not trusted: " + certificate.Err.Error()}
	case errors.As(err, &operation) && operation.Err != nil:
		return outcome{failure: notConnected, detail: operation.Op + ": " + operation.Err.Error()}
	default:
		return outcome{failure: notConnected, detail: "the connection broke or did not speak HTTP"}
	}
}
