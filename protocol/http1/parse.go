package http1

// MaxHead is the most bytes a head may have, with the blank line that ends it.
const MaxHead = 16 << 10

// Parse is a placeholder until the parser is in place.
func (h *Head) Parse(b []byte) (n int, err error) {
	h.reset()
	return 0, nil
}
