-- Roles and schemas of Loopdesk, each with no more rights than it uses. For psql, as superuser, in
-- the database of the logs; it may run again. LOOPDESK_SECRETS_DIR names a folder with one file
-- for each role, called like the role and holding its password:
--
--     LOOPDESK_SECRETS_DIR=/etc/loopdesk/secrets psql --dbname=loopdesk --file=roles.sql
--
-- loopdesk_owner   owns the logs; only `loopdesk migrate --owner` and `restore` sign in with it
-- <service>        reads and adds to its own log, owns its own read models, sees nothing else
-- loopdesk_keys    owns the key store, in a database of its own

\set ON_ERROR_STOP on
\if :{?keys_database}
\else
    \set keys_database loopdesk_keys
\endif
\set loopdesk_owner `cat "$LOOPDESK_SECRETS_DIR/loopdesk_owner"`
\set loopdesk_keys `cat "$LOOPDESK_SECRETS_DIR/loopdesk_keys"`
\set people `cat "$LOOPDESK_SECRETS_DIR/people"`
\set crm `cat "$LOOPDESK_SECRETS_DIR/crm"`
\set tickets `cat "$LOOPDESK_SECRETS_DIR/tickets"`
\set training `cat "$LOOPDESK_SECRETS_DIR/training"`

SET log_statement = 'none';
SET password_encryption = 'scram-sha-256';

CREATE TEMP TABLE account (
    name text PRIMARY KEY,
    is_service boolean NOT NULL,
    password text NOT NULL
        CONSTRAINT "the password in each file has 16 or more characters"
        CHECK (length(password) >= 16)
);
INSERT INTO account VALUES
    ('loopdesk_owner', false, :'loopdesk_owner'),
    ('loopdesk_keys', false, :'loopdesk_keys'),
    ('people', true, :'people'),
    ('crm', true, :'crm'),
    ('tickets', true, :'tickets'),
    ('training', true, :'training');

SELECT format('CREATE ROLE %I', name) FROM account
    WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec
SELECT format('ALTER ROLE %I LOGIN PASSWORD %L', name, password) FROM account \gexec

SELECT format('ALTER DATABASE %I OWNER TO loopdesk_owner', current_database()) \gexec
SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database()) \gexec

-- A service's log belongs to the owner: the service cannot remove what keeps events unchanged.
SELECT
    format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), name),
    format('CREATE SCHEMA IF NOT EXISTS %I AUTHORIZATION loopdesk_owner', name),
    format('GRANT USAGE ON SCHEMA %1$I TO %1$I', name),
    format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %1$I TO %1$I', name),
    format('ALTER DEFAULT PRIVILEGES FOR ROLE loopdesk_owner IN SCHEMA %1$I'
        ' GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO %1$I', name),
    format('CREATE SCHEMA IF NOT EXISTS %I AUTHORIZATION %I', name || '_read', name)
FROM account WHERE is_service ORDER BY name \gexec

SELECT format('CREATE DATABASE %I OWNER loopdesk_keys', :'keys_database')
    WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'keys_database') \gexec
SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', :'keys_database') \gexec
