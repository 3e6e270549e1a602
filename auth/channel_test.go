package auth

import (
	"errors"
	"strings"
	"testing"
)

func TestCheckChannelTakesNames(t *testing.T) {
	for _, s := range []string{"a", "orders.42", "private-orders/42 x", "grüße", "😀", strings.Repeat("a", MaxChannel), "\u2028"} {
		if err := CheckChannel(s); err != nil {
			t.Errorf("CheckChannel(%q) = %v", s, err)
		}
	}
}

func TestCheckChannelSaysWhy(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"empty", "", `channel is empty. Name one, for example "orders.42".`},
		{"too long", strings.Repeat("é", 101), "channel has 202 bytes; the limit is 200. Use a shorter name, for example a hash of it."},
		{"not UTF-8", "a\xff", "channel is not valid UTF-8."},
		{"newline", "a\nb", "channel holds the control character U+000A. Use printable characters."},
		{"delete", "a\x7f", "channel holds the control character U+007F. Use printable characters."},
		{"a control beyond ASCII", "a\u0085", "channel holds the control character U+0085. Use printable characters."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := CheckChannel(tt.in)
			if !errors.Is(err, ErrInvalidChannel) || err.Error() != tt.want {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
}
