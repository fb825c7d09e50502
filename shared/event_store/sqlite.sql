-- The log of one service in a file of its own; `loopdesk migrate` may run this again.

CREATE TABLE IF NOT EXISTS log (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    log_id TEXT NOT NULL,
    generation INTEGER NOT NULL,
    lineage BLOB NOT NULL
);

CREATE TABLE IF NOT EXISTS events (
    position INTEGER PRIMARY KEY,
    originator_id TEXT NOT NULL,
    originator_version INTEGER NOT NULL,
    topic TEXT NOT NULL,
    state BLOB NOT NULL,
    recorded_at TEXT NOT NULL,
    log_id TEXT NOT NULL,
    UNIQUE (originator_id, originator_version)
);
CREATE TRIGGER IF NOT EXISTS events_never_change BEFORE UPDATE ON events
    BEGIN SELECT RAISE(ABORT, 'events never change'); END;
CREATE TRIGGER IF NOT EXISTS events_never_vanish BEFORE DELETE ON events
    BEGIN SELECT RAISE(ABORT, 'events never vanish'); END;

CREATE TABLE IF NOT EXISTS side_rows (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    value BLOB NOT NULL,
    expires_at TEXT,
    PRIMARY KEY (kind, key)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS side_rows_expiring ON side_rows (expires_at)
    WHERE expires_at IS NOT NULL;
