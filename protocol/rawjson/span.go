package rawjson

// Members calls f for each top-level member of the valid object obj, in order, until f returns
// false. key is unescaped as JSON.parse does and may alias obj; val is the raw value without the white
// space around it and aliases obj. Duplicates are all reported: a caller that lets later ones win agrees with
// JSON.parse. The error is ErrNotObject, or ErrSyntax where obj turns out not to be valid.
func Members(obj []byte, f func(key, val []byte) bool) error {
	i := skipSpace(obj, 0)
	if i == len(obj) || obj[i] != '{' {
		return ErrNotObject
	}
	for i = skipSpace(obj, i+1); i < len(obj) && obj[i] != '}'; {
		end := skipValue(obj, i)
		key, ok := Text(obj[i:end])
		if i = skipSpace(obj, end); !ok || i == len(obj) || obj[i] != ':' {
			return ErrSyntax
		}
		i = skipSpace(obj, i+1)
		if end = skipValue(obj, i); end == i {
			return ErrSyntax
		}
		if !f(key, obj[i:end:end]) {
			return nil
		}
		if i, ok = skipComma(obj, end, '}'); !ok {
			return ErrSyntax
		}
	}
	if i == len(obj) {
		return ErrSyntax
	}
	return nil
}

// Elements appends the top-level elements of the valid array arr to dst: raw, without the white
// space around them, aliasing arr. The error is ErrNotArray, or ErrSyntax where arr turns out not to
// be valid; dst then comes back as it was.
func Elements(arr []byte, dst [][]byte) ([][]byte, error) {
	i := skipSpace(arr, 0)
	if i == len(arr) || arr[i] != '[' {
		return dst, ErrNotArray
	}
	had := len(dst)
	for i = skipSpace(arr, i+1); i < len(arr) && arr[i] != ']'; {
		end := skipValue(arr, i)
		if end == i {
			return dst[:had], ErrSyntax
		}
		dst = append(dst, arr[i:end:end])
		var ok bool
		if i, ok = skipComma(arr, end, ']'); !ok {
			return dst[:had], ErrSyntax
		}
	}
	if i == len(arr) {
		return dst[:had], ErrSyntax
	}
	return dst, nil
}

func skipSpace(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\r' || b[i] == '\t') {
		i++
	}
	return i
}

// skipComma goes from the end of a value to the next one, or to the closing byte.
func skipComma(b []byte, i int, closing byte) (int, bool) {
	i = skipSpace(b, i)
	if i == len(b) {
		return i, false
	}
	if b[i] == ',' {
		return skipSpace(b, i+1), true
	}
	return i, b[i] == closing
}

// skipValue returns the end of the value that starts at b[i]; i itself when there is none.
func skipValue(b []byte, i int) int {
	if i == len(b) {
		return i
	}
	switch b[i] {
	case '"':
		return skipString(b, i)
	case '{', '[':
		return skipContainer(b, i)
	}
	for i < len(b) && !endsScalar(b[i]) {
		i++
	}
	return i
}

func endsScalar(c byte) bool {
	switch c {
	case ',', '}', ']', ':', ' ', '\n', '\r', '\t':
		return true
	}
	return false
}

func skipContainer(b []byte, i int) int {
	for depth := 0; i < len(b); {
		switch b[i] {
		case '"':
			i = skipString(b, i)
			continue
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
		i++
	}
	return i
}

func skipString(b []byte, i int) int {
	for i = skipPlain(b, i+1); i < len(b); i = skipPlain(b, i+1) {
		switch b[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(b)
}
