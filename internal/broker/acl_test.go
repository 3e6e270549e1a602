package broker

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// documentedRule is the ACL rule of the documents, as words after the user's name.
func documentedRule(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile("../../docs/how-to/redis.md")
	if err != nil {
		t.Fatal(err)
	}
	rule := regexp.MustCompile(`(?m)^user socketchat (.*)$`).FindStringSubmatch(string(text))
	if rule == nil {
		t.Fatal("docs/how-to/redis.md has no ACL rule")
	}
	// The document has the default prefix, the tests another.
	return strings.Fields(strings.ReplaceAll(rule[1], "{socketchat}", "{test}"))
}

func aclConfig(s *redisServer) RedisConfig {
	c := s.config()
	c.Username, c.Password, c.DB = "socketchat", "PASSWORD", 1
	return c
}

func TestDocumentedACLRuleSuffices(t *testing.T) {
	t.Parallel()
	// as a file would have it
	s := startRedis(t, append([]string{"--user", "socketchat"}, documentedRule(t)...)...)
	c := aclConfig(s)
	c.LogBytes = 2_000 // so that entries are dropped
	a, b := works(t, c)
	answers := newAnswers(t)
	for i := range 100 {
		a.publish(answers, i)
	}
	answers.wait()
	b.waitFor(102)
	s.do("flushall")
	eventually(t, promised, "the new epoch", func() bool { return a.Stats().EpochChanges == 1 && b.Stats().EpochChanges == 1 })
	for _, n := range []*node{a, b} {
		n.ready(promised)
		if strings.Contains(n.logs.String(), "NOPERM") {
			t.Errorf("logged %q", n.logs.lines())
		}
	}
	c.Prefix = "other"
	has(t, says(t, c), "level=ERROR", howTo, "socketchat")
}

// Each command of the rule is needed: without it the node does not work, and says where the rule is.
func TestDocumentedACLRuleHasNothingThatIsNotNeeded(t *testing.T) {
	t.Parallel()
	s := startRedis(t)
	rule := documentedRule(t)
	commands := 0
	for i, word := range rule {
		command, ok := strings.CutPrefix(word, "+")
		if !ok {
			continue
		}
		commands++
		t.Run(command, func(t *testing.T) {
			args := []any{"acl", "setuser", "socketchat", "reset"}
			for _, w := range slices.Delete(slices.Clone(rule), i, i+1) {
				args = append(args, w)
			}
			s.do(args...)
			s.do("flushall")
			switch err := everything(t, aclConfig(s)); {
			case command == "cluster|slots" || command == "cluster|keyslot": // for a Cluster only
				if err != nil {
					t.Error(err)
				}
			case err == nil:
				t.Error("it is not needed")
			default:
				c := aclConfig(s)
				f := classify(err)
				if !f.reply || !strings.Contains(f.advice(&c, false), howTo) {
					t.Errorf("%v: advice %q", err, f.advice(&c, false))
				}
			}
		})
	}
	if commands < 10 {
		t.Errorf("the rule has %d commands", commands)
	}
}

// everything does all that a node does with Redis.
func everything(t *testing.T, c RedisConfig) error {
	c.LogBytes = 500
	l, err := openLink(t.Context(), &c)
	if err != nil {
		return err
	}
	defer l.close()
	if _, err := l.position(t.Context()); err != nil {
		return err
	}
	for range 10 {
		if _, err := l.append(t.Context(), []byte{entryVersion}, time.Second); err != nil {
			return err
		}
	}
	if err := l.conn.Info(t.Context()).Err(); err != nil {
		return err
	}
	tl := &tail{config: &c, link: l}
	_, err = tl.next(t.Context())
	return err
}
