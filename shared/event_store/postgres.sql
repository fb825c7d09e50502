-- The log of one service: its events, its side rows, and the one function that writes them.
-- `loopdesk migrate` runs this with {schema}, {channel} and {lock} of the service filled in; it may
-- run again.

CREATE SCHEMA IF NOT EXISTS {schema};

CREATE TABLE IF NOT EXISTS {schema}.log (
    one integer PRIMARY KEY CHECK (one = 1),
    log_id uuid NOT NULL,
    generation integer NOT NULL,
    lineage bytea NOT NULL
);

-- "C" orders keys by their bytes, as SQLite does.
CREATE TABLE IF NOT EXISTS {schema}.side_rows (
    kind text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    value bytea NOT NULL,
    expires_at timestamptz,
    PRIMARY KEY (kind, key)
);
CREATE INDEX IF NOT EXISTS side_rows_expiring ON {schema}.side_rows (expires_at)
    WHERE expires_at IS NOT NULL;

CREATE TABLE IF NOT EXISTS {schema}.events (
    position bigint PRIMARY KEY,
    originator_id uuid NOT NULL,
    originator_version bigint NOT NULL,
    topic text NOT NULL,
    state bytea NOT NULL,
    recorded_at timestamptz NOT NULL,
    log_id uuid NOT NULL,
    UNIQUE (originator_id, originator_version)
);

CREATE OR REPLACE FUNCTION {schema}.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'events never change nor vanish' USING ERRCODE = 'LD006';
END
$$;
CREATE OR REPLACE TRIGGER events_never_change BEFORE UPDATE OR DELETE ON {schema}.events
    FOR EACH ROW EXECUTE FUNCTION {schema}.refuse_change();
CREATE OR REPLACE TRIGGER events_never_vanish BEFORE TRUNCATE ON {schema}.events
    FOR EACH STATEMENT EXECUTE FUNCTION {schema}.refuse_change();

-- One change of a side row; false if the row was not as expected.
CREATE OR REPLACE FUNCTION {schema}.write_side_row(
    operation text, row_kind text, row_key text, new_value bytea, expected bytea,
    new_expires_at timestamptz
) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    IF operation = 'delete' THEN
        DELETE FROM {schema}.side_rows WHERE kind = row_kind AND key = row_key;
        RETURN true;
    ELSIF operation = 'compare-and-set' AND expected IS NOT NULL AND new_value IS NULL THEN
        DELETE FROM {schema}.side_rows
            WHERE kind = row_kind AND key = row_key AND value = expected;
    ELSIF operation = 'compare-and-set' AND expected IS NOT NULL THEN
        UPDATE {schema}.side_rows SET value = new_value, expires_at = new_expires_at
            WHERE kind = row_kind AND key = row_key AND value = expected;
    ELSIF operation IN ('insert', 'insert-once', 'compare-and-set') THEN
        INSERT INTO {schema}.side_rows VALUES (row_kind, row_key, new_value, new_expires_at)
            ON CONFLICT DO NOTHING;
    ELSE
        RAISE EXCEPTION 'side rows know no operation %', operation USING ERRCODE = 'LD005';
    END IF;
    RETURN FOUND OR operation = 'insert-once';
END
$$;

-- Commits events, side rows and conditions, all or nothing; returns the log's last position.
CREATE OR REPLACE FUNCTION {schema}.append_events(
    ids uuid[], versions bigint[], topics text[], states bytea[],
    operations text[], kinds text[], keys text[], new_values bytea[], expected bytea[],
    expires timestamptz[],
    unchanged_ids uuid[], unchanged_versions bigint[],
    clock_at timestamptz, is_scripted boolean
) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    last_position bigint;
    last_recorded_at timestamptz;
    events_given integer := cardinality(ids);
    events_written integer;
BEGIN
    IF (events_given, events_given, events_given) IS DISTINCT FROM
            (cardinality(versions), cardinality(topics), cardinality(states))
        OR (cardinality(operations), cardinality(operations), cardinality(operations),
            cardinality(operations), cardinality(operations)) IS DISTINCT FROM
            (cardinality(kinds), cardinality(keys), cardinality(new_values), cardinality(expected),
            cardinality(expires))
        OR cardinality(unchanged_ids) IS DISTINCT FROM cardinality(unchanged_versions)
        OR events_given IS NULL OR operations IS NULL OR unchanged_ids IS NULL
        OR clock_at IS NULL OR is_scripted IS NULL THEN
        RAISE EXCEPTION 'arguments are missing or of different lengths' USING ERRCODE = 'LD005';
    END IF;
    IF NOT is_scripted AND clock_at > clock_timestamp() + interval '1 second' THEN
        RAISE EXCEPTION 'clock ahead' USING ERRCODE = 'LD004';
    END IF;

    -- Held until the transaction has become visible: no reader ever sees a position before a
    -- lower one. Each statement after this sees what the former holder has committed.
    PERFORM pg_advisory_xact_lock({lock});

    IF EXISTS (
        SELECT FROM unnest(unchanged_ids, unchanged_versions) AS condition (id, version)
        WHERE condition.version <> (
            SELECT coalesce(max(events.originator_version), 0) FROM {schema}.events
            WHERE events.originator_id = condition.id)
    ) THEN
        RAISE EXCEPTION 'an aggregate that had to stay unchanged has changed'
            USING ERRCODE = 'LD002';
    END IF;

    FOR i IN 1 .. cardinality(operations) LOOP
        IF {schema}.write_side_row(
            operations[i], kinds[i], keys[i], new_values[i], expected[i], expires[i]
        ) IS NOT TRUE THEN
            RAISE EXCEPTION 'side row not as expected' USING
                ERRCODE = 'LD003', DETAIL = json_build_array(kinds[i], keys[i]);
        END IF;
    END LOOP;

    SELECT events.position, events.recorded_at INTO last_position, last_recorded_at
        FROM {schema}.events ORDER BY events.position DESC LIMIT 1;
    last_position := coalesce(last_position, 0);
    IF events_given = 0 THEN
        -- How far a reader has come may be forgotten with the last moments of a database that
        -- crashes: it reads them again. No save of events waits behind such a commit for the disk.
        IF kinds <@ ARRAY['positions', 'trail'] THEN
            PERFORM set_config('synchronous_commit', 'off', true);
        END IF;
        -- An operator waits for the answer to a request; no other row alone is news.
        IF 'requests' = ANY (kinds) THEN
            PERFORM pg_notify({channel}, last_position::text);
        END IF;
        RETURN last_position;
    END IF;

    INSERT INTO {schema}.events
        SELECT last_position + ordinal, id, version, topic, state,
            greatest(last_recorded_at, clock_at), (SELECT log_id FROM {schema}.log)
        FROM unnest(ids, versions, topics, states) WITH ORDINALITY
            AS event (id, version, topic, state, ordinal)
        ON CONFLICT (originator_id, originator_version) DO NOTHING;
    GET DIAGNOSTICS events_written = ROW_COUNT;
    IF events_written <> events_given THEN
        RAISE EXCEPTION 'an event with this originator and version is there already'
            USING ERRCODE = 'LD001';
    END IF;
    PERFORM pg_notify({channel}, (last_position + events_given)::text);
    RETURN last_position + events_given;
END
$$;
