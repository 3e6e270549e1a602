package http1

// phrases are the reason phrases of the statuses in use. Source: RFC 9110, 15; RFC 6585.
var phrases = [...]string{
	100: "Continue",
	101: "Switching Protocols",
	200: "OK",
	204: "No Content",
	301: "Moved Permanently",
	302: "Found",
	304: "Not Modified",
	307: "Temporary Redirect",
	308: "Permanent Redirect",
	400: "Bad Request",
	401: "Unauthorized",
	403: "Forbidden",
	404: "Not Found",
	405: "Method Not Allowed",
	406: "Not Acceptable",
	408: "Request Timeout",
	409: "Conflict",
	411: "Length Required",
	413: "Content Too Large",
	414: "URI Too Long",
	415: "Unsupported Media Type",
	417: "Expectation Failed",
	422: "Unprocessable Content",
	426: "Upgrade Required",
	429: "Too Many Requests",
	431: "Request Header Fields Too Large",
	500: "Internal Server Error",
	501: "Not Implemented",
	502: "Bad Gateway",
	503: "Service Unavailable",
	504: "Gateway Timeout",
	505: "HTTP Version Not Supported",
}

// StatusText returns the reason phrase, empty (which is valid) when the status is not in use.
func StatusText(status int) string {
	if status < 0 || status >= len(phrases) {
		return ""
	}
	return phrases[status]
}
