package httpapi

import (
	"bytes"
	"fmt"
)

// isJSON reports whether the media type is application/json, whatever its parameters.
func isJSON(contentType []byte) bool {
	media, _, _ := bytes.Cut(contentType, []byte(";"))
	return bytes.EqualFold(bytes.TrimSpace(media), []byte("application/json"))
}

func typeMessage(sent []byte) string {
	const remedy = "Add -H 'Content-Type: application/json'."
	media, _, _ := bytes.Cut(sent, []byte(";"))
	switch media = bytes.TrimSpace(media); {
	case len(media) == 0:
		return "Content-Type is missing. " + remedy
	case bytes.EqualFold(media, []byte("application/x-www-form-urlencoded")):
		return "Content-Type is application/x-www-form-urlencoded (curl -d sends it by default). " + remedy
	}
	return fmt.Sprintf("Content-Type is %s; it must be application/json. %s", clip(media), remedy)
}

// charset returns the parameter of that name, without quotes; it aliases contentType.
func charset(contentType []byte) []byte {
	_, params := nextParam(contentType)
	for len(params) > 0 {
		var param []byte
		param, params = nextParam(params)
		name, value, _ := bytes.Cut(param, []byte("="))
		if bytes.EqualFold(bytes.TrimSpace(name), []byte("charset")) {
			return bytes.Trim(bytes.TrimSpace(value), `"`)
		}
	}
	return nil
}

// nextParam splits at the first semicolon that no quotes hold.
func nextParam(b []byte) (param, rest []byte) {
	quoted := false
	for i, c := range b {
		switch {
		case c == '"':
			quoted = !quoted
		case c == ';' && !quoted:
			return b[:i], b[i+1:]
		}
	}
	return b, nil
}

// isUTF8 reports whether what is sent in charset is UTF-8 too; none is sent as UTF-8.
func isUTF8(charset []byte) bool {
	for _, name := range []string{"", "utf-8", "utf8", "us-ascii"} {
		if bytes.EqualFold(charset, []byte(name)) {
			return true
		}
	}
	return false
}
