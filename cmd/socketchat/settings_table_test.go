package main

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestTableCoversExactlyTheFieldsTags(t *testing.T) {
	var tags, names []string
	for f := range reflect.TypeFor[Settings]().Fields() {
		if tag, ok := f.Tag.Lookup("env"); ok {
			tags = append(tags, tag)
		}
	}
	for _, row := range table {
		names = append(names, row.name)
	}
	slices.Sort(tags)
	slices.Sort(names)
	if !slices.Equal(tags, names) {
		t.Errorf("the fields are tagged\n%v\nbut the table has\n%v", tags, names)
	}
}

func TestEveryRowSaysWhatItIs(t *testing.T) {
	for _, row := range table {
		if row.meaning == "" || !strings.HasSuffix(row.meaning, ".") {
			t.Errorf("%s: the meaning %q is not a sentence", row.name, row.meaning)
		}
		refusable := row.kind != text || row.valid != nil || row.missing != ""
		if refusable && (row.is == "" || row.mustBe() == "") {
			t.Errorf("%s can be wrong, but the table does not say what it is and must be", row.name)
		}
		if row.kind != text && row.min >= row.max {
			t.Errorf("%s has no range", row.name)
		}
	}
}

func TestEveryDefaultIsInItsRange(t *testing.T) {
	for _, sc := range []scope{scopeAll, scopeDev} {
		l := load([]string{"HTTP_API_KEY=0123456789abcdef"}, sc, 1000)
		if len(l.problems) > 0 {
			t.Errorf("dev %v: %q", sc.dev, l.problems)
		}
	}
}

func TestNoSecretIsShown(t *testing.T) {
	const secret = "correct horse battery staple"
	environ := []string{"ALLOW_REQUEST_DOMAINS=a.example"}
	for _, row := range table {
		if row.secret {
			environ = append(environ, row.name+"="+secret)
		}
	}
	l := load(environ, scopeAll, 1000)
	var b strings.Builder
	if err := printValues(&b, l.values); err != nil {
		t.Fatal(err)
	}
	shown := b.String() + strings.Join(l.warnings, "\n") + strings.Join(l.problems, "\n")
	for _, row := range table {
		if row.secret {
			shown += row.complaint(secret, false, scopeAll)
		}
	}
	if strings.Contains(shown, secret) {
		t.Errorf("a secret is in:\n%s", shown)
	}
}
