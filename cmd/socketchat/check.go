package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

type checkCommand struct{}

// Help is printed below the command's usage.
func (checkCommand) Help() string {
	return `Reads the settings of "socketchat serve", says everything that is wrong with them (exit 2), else prints each with its value, default and source. Secrets are shown by their length.

Example:

  HTTP_API_KEY=$(openssl rand -hex 32) socketchat check
`
}

// Run prints the settings.
func (checkCommand) Run(a *app) error {
	l, err := a.settings(scopeAll)
	if err != nil {
		return err
	}
	a.complain(l.warnings)
	a.complain(l.notes)
	return printValues(a.stdout, l.values)
}

func printValues(w io.Writer, values []value) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "NAME\tVALUE\tDEFAULT\tSOURCE")
	for _, v := range values {
		source := "default"
		switch {
		case v.file:
			source = "HTTP_API_KEY_FILE"
		case v.set:
			source = "environment"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", v.row.name, v.display(), dash(v.row.shown(scopeAll)), source)
	}
	return t.Flush()
}

// display returns the value for people: a secret's length instead of the secret.
func (v value) display() string {
	if v.row.secret && v.text != "" {
		return fmt.Sprintf("set (%d bytes)", len(v.text))
	}
	return dash(v.text)
}

func dash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// settingsHelp lists what sc reads, for the commands' help: name, default, meaning.
func settingsHelp(sc scope) string {
	var b strings.Builder
	t := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for i := range table {
		if row := &table[i]; sc.reads(row) {
			fmt.Fprintf(t, "  %s\t%s\t%s\n", row.name, row.helpDefault(sc), row.meaning)
		}
	}
	_ = t.Flush() // a strings.Builder does not fail
	return b.String()
}

func (row *setting) helpDefault(sc scope) string {
	if row.missing != "" {
		return "required"
	}
	return dash(row.shown(sc))
}
