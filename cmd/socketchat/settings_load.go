package main

import (
	"errors"
	"reflect"
	"slices"
	"strings"

	"github.com/caarlos0/env/v11"

	"socketchat/auth"
	"socketchat/internal/forwarded"
)

// scope says which settings a command reads.
type scope struct {
	dev      bool
	names    []string // nil: all
	makesKey bool     // makes a missing HTTP_API_KEY_FILE
}

var (
	scopeAll   = scope{}
	scopeServe = scope{makesKey: true}
	scopeDev   = scope{dev: true}
)

func (sc scope) reads(row *setting) bool {
	if sc.dev {
		return row.inDev
	}
	return sc.names == nil || slices.Contains(sc.names, row.name)
}

// value is one setting as found: its row, its text and whether it was given, by the environment or
// by a file that the environment names.
type value struct {
	row  *setting
	text string
	set  bool
	file bool
}

// loaded is the outcome of reading the environment. Settings may be used only when there are
// no problems, and Keys only without keyPending. Problems, warnings and notes are whole sentences,
// the first two in the table's order.
type loaded struct {
	Settings
	values     []value
	wrong      map[string]bool // values that are among the problems by themselves
	problems   []string
	warnings   []string
	notes      []string // what was done, and what is as it should be
	keyPending bool     // serve will make the key
}

// load reads environ ("NAME=value", as os.Environ returns it) by the table, and HTTP_API_KEY_FILE.
// A variable that is set to nothing counts as unset. limit is the process's descriptor limit.
func load(environ []string, sc scope, limit int) *loaded {
	given := map[string]string{}
	for _, entry := range environ {
		name, text, _ := strings.Cut(entry, "=")
		given[name] = text
	}
	l := &loaded{Settings: Settings{Dev: sc.dev}, wrong: map[string]bool{}}
	for i := range table {
		l.values = append(l.values, find(&table[i], given, sc))
	}
	unread := l.keyFromFile(sc)
	texts := map[string]string{}
	for _, v := range l.values {
		texts[v.row.name] = v.text
	}
	failed := parse(&l.Settings, texts)
	for _, v := range l.values {
		p := l.check(v, failed[v.row.name], sc)
		if v.row.name == "HTTP_API_KEY" && (unread != "" || l.keyPending) {
			p = unread
		}
		if p != "" {
			l.wrong[v.row.name] = true
			l.problems = append(l.problems, p)
		}
	}
	l.strangers(given)
	if len(l.wrong) == 0 {
		l.complete(limit)
	}
	l.cross(sc)
	if l.keyPending && sc.makesKey && len(l.problems) == 0 {
		l.makeKey()
	}
	if len(l.wrong) == 0 {
		l.warn(sc, limit)
	}
	return l
}

func find(row *setting, given map[string]string, sc scope) value {
	text := given[row.name]
	if !row.secret {
		text = strings.TrimSpace(text)
	}
	if text != "" && sc.reads(row) {
		return value{row: row, text: text, set: true}
	}
	if sc.dev && row.dev != "" {
		return value{row: row, text: row.dev}
	}
	return value{row: row, text: row.fallback}
}

// parse fills s from texts and returns the errors by variable.
func parse(s *Settings, texts map[string]string) map[string]error {
	err := env.ParseWithOptions(s, env.Options{
		Environment: texts,
		FuncMap: map[reflect.Type]env.ParserFunc{
			reflect.TypeFor[auth.Keys]():         func(t string) (any, error) { return auth.ParseKeys(t) },
			reflect.TypeFor[auth.Origins]():      func(t string) (any, error) { return auth.ParseOrigins(t) },
			reflect.TypeFor[forwarded.Proxies](): func(t string) (any, error) { return forwarded.ParseProxies(t) },
		},
	})
	failed := map[string]error{}
	all, _ := errors.AsType[env.AggregateError](err)
	for _, one := range all.Errors {
		if p, ok := errors.AsType[env.ParseError](one); ok {
			failed[variables[p.Name]] = p.Err
		}
	}
	return failed
}

// variables maps Settings' field names to the variables in their tags.
var variables = func() map[string]string {
	m := map[string]string{}
	for f := range reflect.TypeFor[Settings]().Fields() {
		m[f.Name] = f.Tag.Get("env")
	}
	return m
}()
