package http1

// extension is the state within a chunk's extensions. They are checked only because parsers that
// skip them have been tricked by line ends inside. Source: RFC 9112, 7.1.1:
// *( BWS ";" BWS name [ BWS "=" BWS ( token / quoted-string ) ] ).
type extension uint8

const (
	extensionBad extension = iota
	extensionEnd           // CR was taken
	afterGap               // whitespace after the size or a value: only a semicolon may follow
	beforeName             // after a semicolon
	inName
	afterName // whitespace after a name
	beforeValue
	inToken
	inQuotes
	afterBackslash // within quotes
	afterQuotes
)

// next returns the state after c.
func (x extension) next(c byte) extension {
	token := class[c]&isToken != 0
	switch {
	case x == inQuotes && c == '"':
		return afterQuotes
	case x == inQuotes && c == '\\':
		return afterBackslash
	case x == inQuotes || x == afterBackslash:
		return when(class[c]&isValue != 0, inQuotes)
	case x == beforeName || x == beforeValue:
		return x.begin(c)
	case token:
		return when(x == inName || x == inToken, x)
	case c == ';':
		return beforeName
	case c == '=':
		return when(x == inName || x == afterName, beforeValue)
	case c == '\r':
		return when(x != afterGap && x != afterName, extensionEnd)
	case !blank(c):
		return extensionBad
	case x == inName || x == afterName:
		return afterName
	}
	return afterGap
}

// begin returns the state after c where a name or a value must begin.
func (x extension) begin(c byte) extension {
	switch {
	case blank(c):
		return x
	case x == beforeName:
		return when(class[c]&isToken != 0, inName)
	case c == '"':
		return inQuotes
	}
	return when(class[c]&isToken != 0, inToken)
}

// when returns x if ok, else extensionBad.
func when(ok bool, x extension) extension {
	if ok {
		return x
	}
	return extensionBad
}
