package chat

// result is how a join ended; its word is the metric's label.
type result uint8

const (
	resultOK result = iota
	resultInvalidToken
	resultExpiredToken
	resultInvalidChannel
	resultTooManyChannels
	resultCount
)

var resultNames = [resultCount]string{
	resultOK:              "ok",
	resultInvalidToken:    "invalid_token",
	resultExpiredToken:    "expired_token",
	resultInvalidChannel:  codeInvalidChannel,
	resultTooManyChannels: codeTooManyChannels,
}

func resultOf(err error) result {
	code := codeOf(err)
	for r, name := range resultNames {
		if name == code {
			return result(r)
		}
	}
	return resultInvalidToken
}

// Stats reads the number of joins by result. Any goroutine may call it.
func (c *Chat) Stats() map[string]uint64 {
	m := make(map[string]uint64, resultCount)
	for r, name := range resultNames {
		m[name] = c.joins[r].Load()
	}
	return m
}
