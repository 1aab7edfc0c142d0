package journal

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"io/fs"
	"net"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// A URL may have a password in it. Whatever leaves this package names the place
// by Name and carries no error of pgx that has the URL or the settings inside.

// isURL tells a URL from the path of a file. What only looks like one, or like
// the other ways to say where a database is, may have a password in it as well:
// it is refused as a URL, not made into a file of that name.
func isURL(at string) bool {
	return strings.Contains(at, "://") || strings.Contains(at, "password=")
}

// errURL says how such a URL is written.
var errURL = errors.New("its URL does not read: write postgres://account@host:5432/database, " +
	"and the characters / @ : ? # % of a password as %2F %40 %3A %3F %23 %25")

// parseURL reads a URL, and what PGPASSWORD, ~/.pgpass and the other places that
// PostgreSQL's programs look at have to add.
func parseURL(at string) (*pgx.ConnConfig, error) {
	if !strings.HasPrefix(at, "postgres://") && !strings.HasPrefix(at, "postgresql://") {
		return nil, errURL
	}
	cfg, err := pgx.ParseConfig(at)
	if file, ok := errors.AsType[*fs.PathError](err); ok {
		return nil, file // of a certificate
	}
	if err != nil || strings.Contains(cfg.Host+cfg.Database, "@") {
		return nil, errURL
	}
	return cfg, nil
}

// Name is how a place of a journal may be shown: the path of a file as it is, a
// URL by its host and database, without account and password.
func Name(at string) string {
	if !isURL(at) {
		return at
	}
	cfg, err := parseURL(at)
	if err != nil {
		return "postgres://…"
	}
	if strings.HasPrefix(cfg.Host, "/") {
		return "postgres:///" + cfg.Database + "?host=" + cfg.Host
	}
	return "postgres://" + net.JoinHostPort(cfg.Host, strconv.Itoa(int(cfg.Port))) + "/" + cfg.Database
}

// withoutURL turns an error of connecting into its words: pgx keeps all settings
// in it.
func withoutURL(err error) error {
	_, connecting := errors.AsType[*pgconn.ConnectError](err)
	_, parsing := errors.AsType[*pgconn.ParseConfigError](err)
	if !connecting && !parsing {
		return err
	}
	var lines []string
	for line := range strings.Lines(err.Error()) {
		lines = append(lines, strings.TrimSpace(line))
	}
	words := errors.New(strings.Join(lines, " "))
	for _, ended := range []error{context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, ended) {
			return errors.Join(words, ended)
		}
	}
	return words
}

// unreachable reports that no answer came from the server: the line, the server
// or the patience of this program ended.
func unreachable(err error) bool {
	if _, ok := errors.AsType[net.Error](err); ok {
		return true
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return true
	}
	for _, e := range []error{io.EOF, io.ErrUnexpectedEOF, driver.ErrBadConn, pgconn.ErrConnClosed, net.ErrClosed, context.DeadlineExceeded} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}
