package journal

import "testing"

// settingsOf are the settings that durability rests on, as a connection says
// them.
var settingsOf = map[string]map[string]string{
	"SQLite": {"PRAGMA journal_mode": "wal", "PRAGMA synchronous": "2", "PRAGMA recursive_triggers": "1", "PRAGMA busy_timeout": "5000",
		"PRAGMA secure_delete": "1", "PRAGMA trusted_schema": "0"},
	"PostgreSQL": {"SHOW synchronous_commit": "on", "SHOW fsync": "on", "SHOW lock_timeout": "5s", "SHOW client_encoding": "UTF8",
		"SHOW default_transaction_isolation": "read committed", "SHOW idle_in_transaction_session_timeout": "10s"},
}

func TestEveryConnectionFlushesOnCommit(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		j := db.fresh(t)
		ctx := t.Context()
		for range maxConns { // the whole pool
			conn, err := j.db.Conn(ctx)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			for question, want := range settingsOf[db.name] {
				var got string
				if err := conn.QueryRowContext(ctx, question).Scan(&got); err != nil || got != want {
					t.Errorf("%s is %s, want %s (%v)", question, got, want, err)
				}
			}
		}
	})
}
