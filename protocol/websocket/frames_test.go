package websocket

import (
	"fmt"
	"strings"
)

var testMask = [4]byte{0x37, 0xfa, 0x21, 0x3d}

// client builds one masked frame from its first byte, so that a test can say any FIN, RSV and opcode.
func client(first byte, payload string) string {
	b := AppendMasked(nil, Text, testMask, []byte(payload))
	b[0] = first
	return string(b)
}

const (
	long126 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" +
		"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcd"
)

type frameCase struct {
	name  string
	in    string
	limit int // 1000 when 0
	want  []string
	code  uint16 // of the error at the end; 0 for none
}

func msg(op Opcode, data string) string { return fmt.Sprintf("%x:%s", uint8(op), data) }

var frameCases = []frameCase{
	{name: "5.2 text of no bytes", in: client(0x81, ""), want: []string{msg(Text, "")}},
	{name: "5.2 binary is not checked for UTF-8", in: client(0x82, "\xff\xfe"), want: []string{msg(Binary, "\xff\xfe")}},
	{name: "5.2 length of 125 in one byte", in: client(0x81, long126[:125]), want: []string{msg(Text, long126[:125])}},
	{name: "5.2 length of 126 in two bytes", in: client(0x81, long126), want: []string{msg(Text, long126)}},
	{name: "5.2 length of 65536 in eight bytes", in: client(0x82, strings.Repeat("x", 65536)), limit: 65536, want: []string{msg(Binary, strings.Repeat("x", 65536))}},
	{name: "5.2 length longer than it had to be is taken", in: "\x81\xfe\x00\x01\x00\x00\x00\x00a", want: []string{msg(Text, "a")}},
	{name: "5.2 length with its highest bit set", in: "\x82\xff\x80\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00", code: 1002},
	{name: "5.2 length that does not fit an int with its header", in: "\x82\xff\x7f\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00", limit: int(^uint(0) >> 1), code: 1009},
	{name: "5.2 RSV1 without an extension", in: client(0xc1, "a"), code: 1002},
	{name: "5.2 RSV2", in: client(0xa1, "a"), code: 1002},
	{name: "5.2 RSV3", in: client(0x91, "a"), code: 1002},
	{name: "5.2 reserved data opcode", in: client(0x83, "a"), code: 1002},
	{name: "5.2 reserved control opcode", in: client(0x8b, "a"), code: 1002},
	{name: "5.1 unmasked frame is refused by its first two bytes", in: "\x81\x05", code: 1002},
	{name: "5.3 mask of zeros", in: "\x81\x82\x00\x00\x00\x00ab", want: []string{msg(Text, "ab")}},
	{name: "5.4 two fragments", in: client(0x01, "Hel") + client(0x80, "lo"), want: []string{msg(Text, "Hello")}},
	{name: "5.4 three fragments, the first and the last empty", in: client(0x02, "") + client(0x00, "ab") + client(0x80, ""), want: []string{msg(Binary, "ab")}},
	{name: "5.4 all fragments empty", in: client(0x01, "") + client(0x00, "") + client(0x80, ""), want: []string{msg(Text, "")}},
	{name: "5.4 two fragmented messages", in: client(0x01, "a") + client(0x80, "b") + client(0x01, "c") + client(0x80, "d"), want: []string{msg(Text, "ab"), msg(Text, "cd")}},
	{name: "5.4 control frames between fragments", in: client(0x01, "a") + client(0x89, "p") + client(0x00, "b") + client(0x8a, "q") + client(0x80, "c"), want: []string{msg(Ping, "p"), msg(Pong, "q"), msg(Text, "abc")}},
	{name: "5.4 close between fragments", in: client(0x01, "a") + client(0x88, "\x03\xe8"), want: []string{msg(Close, "\x03\xe8")}},
	{name: "5.4 continuation of nothing", in: client(0x80, "a"), code: 1002},
	{name: "5.4 unfinished continuation of nothing", in: client(0x00, "a"), code: 1002},
	{name: "5.4 continuation after a finished message", in: client(0x01, "a") + client(0x80, "b") + client(0x80, "c"), want: []string{msg(Text, "ab")}, code: 1002},
	{name: "5.4 text while a message is open", in: client(0x01, "a") + client(0x81, "b"), code: 1002},
	{name: "5.4 binary fragment while a message is open", in: client(0x01, "a") + client(0x02, "b"), code: 1002},
	{name: "5.4 text while an empty message is open", in: client(0x02, "") + client(0x81, "b"), code: 1002},
	{name: "5.5 fragmented ping", in: client(0x09, "a"), code: 1002},
	{name: "5.5 ping of 125 bytes", in: client(0x89, long126[:125]), want: []string{msg(Ping, long126[:125])}},
	{name: "5.5 ping of 126 bytes", in: client(0x89, long126), code: 1002},
	{name: "5.5 ping is not under the limit", in: client(0x89, "abcd"), limit: 1, want: []string{msg(Ping, "abcd")}},
	{name: "5.5.1 close without a code", in: client(0x88, ""), want: []string{msg(Close, "")}},
	{name: "5.5.1 close with half a code", in: client(0x88, "\x03"), code: 1002},
	{name: "5.5.1 close with a reason", in: client(0x88, "\x03\xe8bye"), want: []string{msg(Close, "\x03\xe8bye")}},
	{name: "5.5.1 close reason that is not UTF-8", in: client(0x88, "\x03\xe8\xff"), code: 1007},
	{name: "5.5.2 ping without a payload", in: client(0x89, ""), want: []string{msg(Ping, "")}},
	{name: "5.5.2 ping keeps its payload as it came", in: client(0x89, "\x00\xff"), want: []string{msg(Ping, "\x00\xff")}},
	{name: "5.5.3 pong that nobody asked for", in: client(0x8a, "q"), want: []string{msg(Pong, "q")}},
	{name: "5.5.3 pong without a payload", in: client(0x8a, ""), want: []string{msg(Pong, "")}},
	{name: "7.4 close code 999", in: client(0x88, "\x03\xe7"), code: 1002},
	{name: "7.4.1 close code 1004", in: client(0x88, "\x03\xec"), code: 1002},
	{name: "7.4.1 close code 1005", in: client(0x88, "\x03\xed"), code: 1002},
	{name: "7.4.1 close code 1006", in: client(0x88, "\x03\xee"), code: 1002},
	{name: "7.4.1 close code 1011", in: client(0x88, "\x03\xf3"), want: []string{msg(Close, "\x03\xf3")}},
	{name: "7.4.1 close code 1014, registered later", in: client(0x88, "\x03\xf6"), want: []string{msg(Close, "\x03\xf6")}},
	{name: "7.4.1 close code 1015", in: client(0x88, "\x03\xf7"), code: 1002},
	{name: "7.4.2 close code 2999", in: client(0x88, "\x0b\xb7"), code: 1002},
	{name: "7.4.2 close code 3000", in: client(0x88, "\x0b\xb8"), want: []string{msg(Close, "\x0b\xb8")}},
	{name: "7.4.2 close code 4999", in: client(0x88, "\x13\x87"), want: []string{msg(Close, "\x13\x87")}},
	{name: "7.4.2 close code 5000", in: client(0x88, "\x13\x88"), code: 1002},
	{name: "8.1 text that is not UTF-8", in: client(0x81, "a\xffb"), code: 1007},
	{name: "8.1 surrogate", in: client(0x81, "\xed\xa0\x80"), code: 1007},
	{name: "8.1 overlong form", in: client(0x81, "\xc0\xaf"), code: 1007},
	{name: "8.1 character cut off at the end", in: client(0x81, "\xe2\x82"), code: 1007},
	{name: "8.1 character over two fragments", in: client(0x01, "\xe2") + client(0x80, "\x82\xac"), want: []string{msg(Text, "€")}},
	{name: "8.1 character over four fragments", in: client(0x01, "a\xf0") + client(0x00, "\x9f") + client(0x00, "\x98") + client(0x80, "\x80b"), want: []string{msg(Text, "a😀b")}},
	{name: "8.1 character over an empty fragment", in: client(0x01, "\xc3") + client(0x00, "") + client(0x80, "\xa9"), want: []string{msg(Text, "é")}},
	{name: "8.1 character unfinished at the last fragment", in: client(0x01, "\xe2\x82") + client(0x80, ""), code: 1007},
	{name: "8.1 a fragment fails as soon as it cannot become a character", in: client(0x01, "\xf4\x90"), code: 1007},
	{name: "8.1 a stray continuation byte fails in its fragment", in: client(0x01, "a\x80"), code: 1007},
	{name: "8.1 ping payload is not checked", in: client(0x89, "\xff"), want: []string{msg(Ping, "\xff")}},
	{name: "10.4 frame at the limit", in: client(0x82, "abc"), limit: 3, want: []string{msg(Binary, "abc")}},
	{name: "10.4 frame over the limit is refused by its header", in: client(0x82, "abcd")[:6], limit: 3, code: 1009},
	{name: "10.4 fragments at the limit together", in: client(0x02, "ab") + client(0x80, "c"), limit: 3, want: []string{msg(Binary, "abc")}},
	{name: "10.4 fragments over the limit together", in: client(0x02, "ab") + client(0x80, "cd")[:6], limit: 3, code: 1009},
	{name: "10.4 empty frame under a limit of nothing", in: client(0x82, ""), limit: -1, want: []string{msg(Binary, "")}},
}
