-- The ledger: what was received, withdrawn and published, in the order of its numbers (never of the clock).
-- No PRIMARY KEY, UNIQUE, ENUM, sequence or index, so that the same SQL runs on DuckLake; intake and verify check keys.
CREATE TABLE store_facts (name VARCHAR, value VARCHAR);

CREATE TABLE ledger (
    number BIGINT,
    action VARCHAR,        -- upload, withdraw, publish, grant, revoke, erase, retain
    done_at TIMESTAMP,      -- UTC
    done_by VARCHAR,
    kind VARCHAR,          -- of an upload
    file_name VARCHAR,
    sha256 VARCHAR,        -- of the file as it was received
    line_count BIGINT,     -- rows of an upload as it was received; rows that were erased or expired
    target BIGINT,         -- withdraw: the upload's number; publish: the edition's
    why VARCHAR            -- withdraw, erase: the reason; publish: the note; retain: the setting
);

-- What each upload replaces. Empty parts mean the whole kind.
CREATE TABLE slices (
    number BIGINT,
    kind VARCHAR,
    project_code VARCHAR,
    period VARCHAR,        -- academic year, or graduation year
    months_after BIGINT,
    line_count BIGINT      -- rows; of totals the students that they count
);

-- Who may do what from an entry of the ledger on: a grant, or a revocation (role nobody). A person is issuer and subject.
CREATE TABLE rights (
    number BIGINT,
    issuer VARCHAR,
    subject VARCHAR,
    name VARCHAR,
    email VARCHAR,
    organisation VARCHAR,  -- SIRET
    role VARCHAR,
    projects VARCHAR[]     -- of a lead
);
