-- Cases have members: every line of a case goes to all the departments that read it, and to nobody by a line of a
-- register that does not belong to the case. And the four things a desk may ask and tell after a restore.
-- Run after schema file 0002. Where a function replaces another, its name, arguments and answer stay: desks that know
-- only the first files go on.

-- The case a line speaks of: 24 digits, an opinion's without its own number; NULL for no case.
CREATE FUNCTION wd_case(told TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN told ~ '^[0-9]{24}(-|$)' THEN substr(told, 1, 24) END
$$;

-- The window a line hands its case over to; NULL for none. Registers carry compact JSON, in which an unescaped quote
-- is never part of a text.
CREATE FUNCTION wd_named(kind TEXT, case_id TEXT, line TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN kind IN ('CaseHandedOver', 'CaseReassigned')
    THEN substr(case_id, 1, 6) || '-' || substring(split_part(line, E'\t', 8) FROM '[{,]"to":"([0-9]{3})"[,}]') END
$$;

-- Whether the line of a window at a position counts on a case.
CREATE FUNCTION wd_belongs(told_case TEXT, told_desk TEXT, told_position BIGINT) RETURNS BOOLEAN
LANGUAGE sql STABLE SET search_path FROM CURRENT SET enable_seqscan = off SET jit = off AS $$
  SELECT told_desk = substr(told_case, 1, 6) || '-' || substr(told_case, 15, 3)
    OR told_desk = substr(told_case, 1, 6) || '-000'
    OR told_position <= (SELECT a.position FROM adopted a WHERE a.id = 1)
    OR EXISTS (SELECT 1 FROM party p WHERE p.case_id = told_case AND p.desk = told_desk)
    OR EXISTS (
      SELECT 1 FROM member m JOIN reader r ON r.desk = told_desk AND r.audience = m.audience
      WHERE m.case_id = told_case AND (r.until = 0 OR told_position <= r.until)
    )
$$;

-- Numbers lines at the ends of feeds, given feed by feed. Called under the gate's lock only.
CREATE FUNCTION wd_append(auds TEXT[], streams TEXT[], seqs BIGINT[], hashes BYTEA[]) RETURNS VOID
LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT SET enable_seqscan = off SET jit = off AS $$
DECLARE
  current TEXT;
  place BIGINT;
  chained BYTEA;
  places BIGINT[] := '{}'; chain BYTEA[] := '{}'; ends INT[] := '{}';
BEGIN
  FOR i IN 1 .. coalesce(cardinality(auds), 0) LOOP
    IF current IS DISTINCT FROM auds[i] THEN
      IF current IS NOT NULL THEN ends := ends || (i - 1); END IF;
      current := auds[i]; place := 0; chained := decode(repeat('0', 64), 'hex');
      SELECT h.n, decode(h.fhash, 'hex') INTO place, chained FROM feed_head h WHERE h.audience = current;
      IF NOT FOUND THEN place := 0; chained := decode(repeat('0', 64), 'hex'); END IF;
    END IF;
    place := place + 1;
    chained := sha256(chained || hashes[i]);
    places[i] := place;
    chain[i] := chained;
  END LOOP;
  IF current IS NULL THEN RETURN; END IF;
  INSERT INTO feed (audience, n, fhash, stream, seq)
    SELECT u.audience, u.n, encode(u.fhash, 'hex'), u.stream, u.seq
    FROM unnest(auds, places, chain, streams, seqs) AS u (audience, n, fhash, stream, seq);
  FOREACH place IN ARRAY ends || cardinality(auds) LOOP
    INSERT INTO feed_head AS h (audience, n, fhash)
      VALUES (auds[place], places[place], encode(chain[place], 'hex'))
      ON CONFLICT (audience) DO UPDATE SET n = excluded.n, fhash = excluded.fhash;
  END LOOP;
END $$;

-- Lets lines that count enter the feeds, each feed in hall order; a department that joins a case first gets what entered
-- before of it. `fresh_from` is the first position of lines just taken, NULL for lines that waited. Answers with the
-- cases of which more departments or windows are now. Under the gate's lock only.
CREATE FUNCTION wd_admit(places BIGINT[], streams TEXT[], seqs BIGINT[], cases TEXT[], auds TEXT[], handed_to TEXT[],
  hashes BYTEA[], fresh_from BIGINT) RETURNS TEXT[]
LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT SET enable_seqscan = off SET jit = off AS $$
DECLARE
  touched TEXT[];
  handed TEXT[];
  to_auds TEXT[]; to_streams TEXT[]; to_seqs BIGINT[]; to_hashes BYTEA[];
BEGIN
  WITH line AS MATERIALIZED (
    SELECT u.position, u.stream, u.seq, u.case_id, u.audience, u.hash
    FROM unnest(places, streams, seqs, cases, auds, hashes) AS u (position, stream, seq, case_id, audience, hash)
  ), held AS MATERIALIZED (
    SELECT m.case_id, m.audience
    FROM (SELECT DISTINCT l.case_id FROM line l WHERE l.case_id IS NOT NULL) AS c JOIN member m ON m.case_id = c.case_id
  ), joining AS MATERIALIZED (
    SELECT p.case_id, p.audience, p.position
    FROM (
      SELECT l.case_id, l.audience, min(l.position) AS position FROM line l
      WHERE l.case_id IS NOT NULL AND l.audience NOT IN ('', '*') GROUP BY l.case_id, l.audience
    ) AS p LEFT JOIN held h ON h.case_id = p.case_id AND h.audience = p.audience
    WHERE h.case_id IS NULL
  ), joined AS (
    INSERT INTO member (case_id, audience, position) SELECT j.case_id, j.audience, j.position FROM joining j
    RETURNING case_id
  ), entry AS (
    SELECT l.audience, l.position AS turn, l.position, l.stream, l.seq, l.hash FROM line l
      WHERE l.case_id IS NULL AND l.audience NOT IN ('', '*')
        OR l.audience = '*' AND split_part(l.stream, '.', 1) LIKE '%-000'
    UNION ALL
    SELECT h.audience, l.position, l.position, l.stream, l.seq, l.hash FROM line l JOIN held h ON h.case_id = l.case_id
    UNION ALL
    SELECT j.audience, greatest(j.position, l.position), l.position, l.stream, l.seq, l.hash
      FROM joining j JOIN line l ON l.case_id = j.case_id
    UNION ALL
    SELECT j.audience, j.position, e.position, e.stream, e.seq, decode(e.hash, 'hex')
      FROM joining j JOIN event e ON substr(e.case_id, 1, 24) = j.case_id AND e.position < coalesce(fresh_from, 1::BIGINT << 62)
      WHERE wd_case(e.case_id) = j.case_id AND (fresh_from IS NOT NULL OR e.position <> ALL (places))
        AND NOT EXISTS (
          SELECT 1 FROM waiting w
          WHERE w.case_id = substr(e.case_id, 1, 24) AND w.position = e.position AND w.entered = 0
        )
  )
  SELECT array_agg(s.audience), array_agg(s.stream), array_agg(s.seq), array_agg(s.hash),
    (SELECT array_agg(t.case_id) FROM joined t)
    INTO to_auds, to_streams, to_seqs, to_hashes, touched
    FROM (SELECT * FROM entry ORDER BY audience COLLATE "C", turn, position) AS s;
  IF handed_to IS NOT NULL THEN
    WITH party_now AS (
      INSERT INTO party (case_id, desk, position)
        SELECT u.case_id, u.desk, min(u.position) FROM unnest(cases, handed_to, places) AS u (case_id, desk, position)
        WHERE u.case_id IS NOT NULL AND u.desk IS NOT NULL GROUP BY u.case_id, u.desk
        ON CONFLICT (case_id, desk) DO NOTHING RETURNING case_id
    )
    SELECT array_agg(t.case_id) INTO handed FROM party_now t;
  END IF;
  PERFORM wd_append(to_auds, to_streams, to_seqs, to_hashes);
  RETURN touched || handed;
END $$;

-- Lets lines enter that waited for these cases to have more members, and those that waited for them, until none is left.
CREATE FUNCTION wd_wake(touched TEXT[]) RETURNS VOID
LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT SET enable_seqscan = off SET jit = off AS $$
DECLARE
  places BIGINT[]; streams TEXT[]; seqs BIGINT[]; cases TEXT[]; auds TEXT[]; handed_to TEXT[]; hashes BYTEA[];
BEGIN
  WHILE cardinality(touched) > 0 LOOP
    WITH woken AS (
      UPDATE waiting w SET entered = 1 FROM event e
      WHERE w.case_id = ANY (touched) AND w.entered = 0 AND e.position = w.position
        AND wd_belongs(w.case_id, split_part(e.stream, '.', 1), w.position)
      RETURNING e.position, e.stream, e.seq, w.case_id, split_part(e.line, E'\t', 7) AS audience,
        wd_named(e.kind, e.case_id, e.line) AS named, e.hash
    )
    SELECT array_agg(s.position), array_agg(s.stream), array_agg(s.seq), array_agg(s.case_id), array_agg(s.audience),
      array_agg(s.named), array_agg(decode(s.hash, 'hex'))
      INTO places, streams, seqs, cases, auds, handed_to, hashes
      FROM (SELECT * FROM woken ORDER BY position) AS s;
    EXIT WHEN places IS NULL;
    touched := wd_admit(places, streams, seqs, cases, auds, handed_to, hashes, NULL);
  END LOOP;
END $$;

-- Fresh lines of one register: they enter the feeds, or wait until the register belongs to their case.
CREATE FUNCTION wd_fresh(told_stream TEXT, places BIGINT[], seqs BIGINT[], kinds TEXT[], case_ids TEXT[], auds TEXT[],
  texts TEXT[], hashes BYTEA[]) RETURNS VOID
LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT SET enable_seqscan = off SET jit = off AS $$
DECLARE
  desk TEXT := split_part(told_stream, '.', 1);
  first BIGINT := places[1];
  cases TEXT[] := case_ids;
  plain BOOLEAN;
  roots TEXT[];
  alien TEXT[];
  handed_to TEXT[];
BEGIN
  SELECT bool_and(c.root = c.case_id) AND count(c.root) = count(*), array_agg(c.root), array_agg(DISTINCT c.root)
      FILTER (WHERE substr(c.root, 1, 6) || '-' || substr(c.root, 15, 3) <> desk AND NOT wd_belongs(c.root, desk, first))
    INTO plain, roots, alien
    FROM (SELECT u.case_id, wd_case(u.case_id) AS root FROM unnest(case_ids) AS u (case_id) GROUP BY u.case_id) AS c;
  IF NOT plain THEN
    cases := ARRAY(SELECT wd_case(u.case_id) FROM unnest(case_ids) WITH ORDINALITY AS u (case_id, at) ORDER BY u.at);
  END IF;
  IF kinds && ARRAY['CaseHandedOver', 'CaseReassigned'] THEN
    handed_to := ARRAY(
      SELECT wd_named(u.kind, u.case_id, u.line)
      FROM unnest(kinds, cases, texts) WITH ORDINALITY AS u (kind, case_id, line, at) ORDER BY u.at
    );
  END IF;
  IF alien IS NOT NULL THEN
    INSERT INTO waiting (case_id, position, entered)
      SELECT u.case_id, u.position, 0 FROM unnest(cases, places) AS u (case_id, position) WHERE u.case_id = ANY (alien);
    SELECT array_agg(s.position), array_agg(s.seq), array_agg(s.case_id), array_agg(s.audience), array_agg(s.named),
      array_agg(s.hash)
      INTO places, seqs, cases, auds, handed_to, hashes
      FROM (
        SELECT * FROM unnest(places, seqs, cases, auds, handed_to, hashes)
          AS u (position, seq, case_id, audience, named, hash)
        WHERE (u.case_id = ANY (alien)) IS NOT TRUE ORDER BY u.position
      ) AS s;
    IF places IS NULL THEN RETURN; END IF;
  ELSIF handed_to IS NULL AND auds <@ ARRAY[''] AND NOT EXISTS (SELECT 1 FROM member m WHERE m.case_id = ANY (roots)) THEN
    RETURN;
  END IF;
  PERFORM wd_wake(wd_admit(places, array_fill(told_stream, ARRAY[cardinality(places)]), seqs, cases, auds, handed_to,
    hashes, first));
END $$;

-- As the first files call it: a push that began before this file was applied numbers by the new rules too.
CREATE OR REPLACE FUNCTION wd_feed(told_stream TEXT, seqs BIGINT[], auds TEXT[], hashes TEXT[]) RETURNS VOID
LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT SET enable_seqscan = off SET jit = off AS $$
BEGIN
  PERFORM wd_fresh(told_stream, array_agg(s.position), seqs, array_agg(s.kind), array_agg(s.case_id), auds,
      array_agg(s.line), array_agg(decode(s.hash, 'hex')))
    FROM (
      SELECT e.position, e.kind, e.case_id, e.line, e.hash FROM event e
      WHERE e.stream = told_stream AND e.seq >= seqs[1] AND e.seq <= seqs[cardinality(seqs)] ORDER BY e.seq
    ) AS s;
END $$;

-- Appends lines, joined by line feeds, to a register: all or none. The chain is computed here, not believed.
-- Answers with ok, gap, fork, chain or closed and the head as it now stands; no row for a register never told of.
CREATE OR REPLACE FUNCTION wd_push(told_stream TEXT, first_seq BIGINT, lines TEXT, last_hash TEXT, told_signature TEXT)
RETURNS TABLE (answer TEXT, at_seq BIGINT, at_hash TEXT)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
-- Plans are cached while tables are empty and would scan them for ever; the penalty on scans would wake JIT.
SET enable_seqscan = off SET jit = off AS $$
DECLARE
  head RECORD;
  texts TEXT[] := CASE WHEN lines = '' THEN '{}' ELSE string_to_array(lines, E'\n') END;
  count INT := cardinality(texts);
  sound INT;
  kinds TEXT[]; case_ids TEXT[]; auds TEXT[];
  before TEXT;
  own BYTEA;
  hashes BYTEA[] := '{}'; prevs BYTEA[];
  forked BIGINT;
  skip INT;
  place BIGINT;
  now TEXT;
BEGIN
  PERFORM wd_check(told_stream);
  SELECT s.seq, s.hash, s.closed INTO head FROM stream s WHERE s.stream = told_stream FOR UPDATE;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  answer := 'ok'; at_seq := head.seq; at_hash := head.hash;
  IF head.closed <> 0 THEN answer := 'closed'; RETURN NEXT; RETURN; END IF;
  IF first_seq > head.seq + 1 THEN answer := 'gap'; RETURN NEXT; RETURN; END IF;
  IF first_seq < 1 THEN answer := 'chain'; RETURN NEXT; RETURN; END IF;
  before := head.hash;
  IF first_seq <= head.seq THEN
    SELECT e.hash INTO before FROM event e WHERE e.stream = told_stream AND e.seq = first_seq - 1;
    before := coalesce(before, repeat('0', 64));
  END IF;
  SELECT array_agg(s.part[5]), array_agg(s.part[6]), array_agg(s.part[7]),
    count(*) FILTER (WHERE cardinality(s.part) = 8 AND s.part[1] = '1' AND s.part[2] = told_stream
      AND s.part[3] = (first_seq - 1 + s.at)::TEXT AND length(s.part[7]) <= 200)
    INTO kinds, case_ids, auds, sound
    FROM (
      SELECT string_to_array(u.line, E'\t') AS part, u.at FROM unnest(texts) WITH ORDINALITY AS u (line, at) ORDER BY u.at
    ) AS s;
  IF sound <> count THEN answer := 'chain'; RETURN NEXT; RETURN; END IF;
  own := decode(before, 'hex');
  prevs := ARRAY[own];
  FOR i IN 1 .. count LOOP
    own := sha256(own || convert_to(texts[i], 'UTF8'));
    hashes[i] := own;
  END LOOP;
  IF encode(own, 'hex') <> last_hash THEN answer := 'chain'; RETURN NEXT; RETURN; END IF;
  prevs := prevs || hashes[1:count - 1];
  IF first_seq <= head.seq THEN
    SELECT min(e.seq) INTO forked FROM unnest(hashes) WITH ORDINALITY AS u (hash, at)
      JOIN event e ON e.stream = told_stream AND e.seq = first_seq - 1 + u.at WHERE e.hash <> encode(u.hash, 'hex');
    IF forked IS NOT NULL THEN
      INSERT INTO fork (stream, seq, hash, prev, line, received_at)
        SELECT told_stream, first_seq - 1 + u.at, encode(u.hash, 'hex'), encode(u.prev, 'hex'), u.line, wd_now()
        FROM unnest(hashes, prevs, texts) WITH ORDINALITY AS u (hash, prev, line, at)
        WHERE first_seq - 1 + u.at >= forked ON CONFLICT (stream, seq, hash) DO NOTHING;
      answer := 'fork'; RETURN NEXT; RETURN;
    END IF;
  END IF;
  skip := head.seq + 1 - first_seq;
  IF skip >= count THEN RETURN NEXT; RETURN; END IF;
  IF skip > 0 THEN
    texts := texts[skip + 1:]; kinds := kinds[skip + 1:]; case_ids := case_ids[skip + 1:]; auds := auds[skip + 1:];
    hashes := hashes[skip + 1:]; prevs := prevs[skip + 1:];
    count := count - skip;
  END IF;
  -- From the gate's lock to commit no other push numbers anything.
  SELECT g.position INTO place FROM gate g WHERE g.id = 1 FOR UPDATE;
  now := wd_now();
  INSERT INTO event (stream, seq, position, kind, case_id, line, hash, prev, received_at)
    SELECT told_stream, head.seq + u.at, place + u.at, u.kind, u.case_id, u.line, encode(u.hash, 'hex'),
      encode(u.prev, 'hex'), now
    FROM unnest(texts, kinds, case_ids, hashes, prevs) WITH ORDINALITY AS u (line, kind, case_id, hash, prev, at);
  UPDATE gate SET position = place + count WHERE id = 1;
  PERFORM wd_fresh(told_stream, ARRAY(SELECT generate_series(place + 1, place + count)),
    ARRAY(SELECT generate_series(head.seq + 1, head.seq + count)), kinds, case_ids, auds, texts, hashes);
  at_seq := head.seq + count; at_hash := last_hash;
  UPDATE stream s SET seq = at_seq, hash = last_hash, signature = told_signature WHERE s.stream = told_stream;
  RETURN NEXT;
END $$;

-- What everybody reads, every desk that was let in may read.
CREATE OR REPLACE FUNCTION wd_reads(wanted TEXT) RETURNS BOOLEAN
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT EXISTS (
    SELECT 1 FROM desk_login
    WHERE login = session_user AND revoked_at IS NULL AND (wanted = '*' OR wanted = ANY (audiences))
  )
$$;

-- The departments a window reads from now on, and no others. For the office alone, which lets windows in.
CREATE FUNCTION wd_let_read(told_desk TEXT, wanted TEXT[]) RETURNS VOID
LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT SET enable_seqscan = off SET jit = off AS $$
DECLARE
  place BIGINT;
BEGIN
  SELECT g.position INTO place FROM gate g WHERE g.id = 1 FOR UPDATE;
  UPDATE reader r SET until = place WHERE r.desk = told_desk AND r.until = 0 AND r.audience <> ALL (wanted);
  INSERT INTO reader AS r (desk, audience, until)
    SELECT DISTINCT told_desk, u.audience, 0 FROM unnest(wanted) AS u (audience) WHERE u.audience NOT IN ('', '*')
    ON CONFLICT (desk, audience) DO UPDATE SET until = 0;
  PERFORM wd_wake(ARRAY(
    SELECT DISTINCT w.case_id FROM waiting w JOIN event e ON e.position = w.position
    WHERE w.entered = 0 AND split_part(e.stream, '.', 1) = told_desk
  ));
END $$;

CREATE FUNCTION wd_generation() RETURNS TEXT
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT name FROM generation WHERE wd_prefix() IS NOT NULL ORDER BY id DESC LIMIT 1
$$;

-- Which lines, told as register, number and hash with tabs between, one a line, the hall neither holds nor keeps.
CREATE FUNCTION wd_lacking(told TEXT) RETURNS TABLE (stream TEXT, seq BIGINT, hash TEXT)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off SET jit = off AS $$
BEGIN
  IF wd_prefix() IS NULL THEN
    RAISE EXCEPTION 'login % is no desk', session_user USING ERRCODE = '42501';
  END IF;
  RETURN QUERY
    SELECT part[1], part[2]::BIGINT, part[3]
    FROM unnest(string_to_array(told, E'\n')) AS u (line), string_to_array(u.line, E'\t') AS part
    WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.stream = part[1] AND e.seq = part[2]::BIGINT AND e.hash = part[3])
      AND NOT EXISTS (SELECT 1 FROM salvage s WHERE s.stream = part[1] AND s.seq = part[2]::BIGINT AND s.hash = part[3]);
END $$;

-- Keeps lines of other registers that the hall has lost, told as hash, tab and line, as evidence. Returns how many.
CREATE FUNCTION wd_salvage(told_stream TEXT, told TEXT) RETURNS BIGINT
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off SET jit = off AS $$
DECLARE
  kept BIGINT;
BEGIN
  PERFORM wd_check(told_stream);
  INSERT INTO salvage (stream, seq, hash, line, sender, received_at)
    SELECT DISTINCT ON (part[3], part[4], part[1])
      part[3], part[4]::BIGINT, part[1], substr(u.line, 66), told_stream, wd_now()
    FROM unnest(string_to_array(told, E'\n')) AS u (line), string_to_array(u.line, E'\t') AS part
    WHERE cardinality(part) = 9 AND part[1] ~ '^[0-9a-f]{64}$' AND part[2] = '1'
      AND length(part[3]) BETWEEN 1 AND 200 AND part[4] ~ '^[1-9][0-9]{0,17}$'
      AND NOT EXISTS (SELECT 1 FROM event e WHERE e.stream = part[3] AND e.seq = part[4]::BIGINT AND e.hash = part[1])
    ON CONFLICT (stream, seq, hash) DO NOTHING;
  GET DIAGNOSTICS kept = ROW_COUNT;
  RETURN kept;
END $$;

-- Notes that a register was sent again in full since the hall was restored.
CREATE FUNCTION wd_returned(told_stream TEXT, told_generation TEXT) RETURNS VOID
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM wd_check(told_stream);
  INSERT INTO returned (generation, stream, at)
    SELECT told_generation, told_stream, wd_now() WHERE told_generation = wd_generation()
    ON CONFLICT (generation, stream) DO NOTHING;
END $$;

REVOKE ALL ON FUNCTION wd_case(TEXT), wd_named(TEXT, TEXT, TEXT), wd_belongs(TEXT, TEXT, BIGINT),
  wd_append(TEXT[], TEXT[], BIGINT[], BYTEA[]), wd_wake(TEXT[]),
  wd_admit(BIGINT[], TEXT[], BIGINT[], TEXT[], TEXT[], TEXT[], BYTEA[], BIGINT),
  wd_fresh(TEXT, BIGINT[], BIGINT[], TEXT[], TEXT[], TEXT[], TEXT[], BYTEA[]), wd_let_read(TEXT, TEXT[]), wd_generation(), wd_lacking(TEXT), wd_salvage(TEXT, TEXT), wd_returned(TEXT, TEXT) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION wd_generation(), wd_lacking(TEXT), wd_salvage(TEXT, TEXT), wd_returned(TEXT, TEXT)
  TO windowdesk_desk;

-- The second wall. A line may be seen by its own desk and by whoever reads a feed it is in.
CREATE FUNCTION wd_fed(told_stream TEXT, told_seq BIGINT) RETURNS BOOLEAN
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT EXISTS (SELECT 1 FROM feed f WHERE f.stream = told_stream AND f.seq = told_seq AND wd_reads(f.audience))
$$;
REVOKE ALL ON FUNCTION wd_fed(TEXT, BIGINT) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION wd_fed(TEXT, BIGINT) TO windowdesk_desk;
DROP POLICY own_and_addressed ON event;
CREATE POLICY own_and_addressed ON event FOR SELECT USING (wd_own(stream) OR wd_fed(stream, seq));
ALTER TABLE generation ENABLE ROW LEVEL SECURITY;
ALTER TABLE adopted ENABLE ROW LEVEL SECURITY;
ALTER TABLE member ENABLE ROW LEVEL SECURITY;
ALTER TABLE party ENABLE ROW LEVEL SECURITY;
ALTER TABLE reader ENABLE ROW LEVEL SECURITY;
ALTER TABLE waiting ENABLE ROW LEVEL SECURITY;
ALTER TABLE salvage ENABLE ROW LEVEL SECURITY;
ALTER TABLE returned ENABLE ROW LEVEL SECURITY;

-- What the windows let in before read; and whatever came between schema file 0002 and this one, by the old functions,
-- is brought up to date as that file did with what it found.
DO $$
DECLARE
  since BIGINT;
  place BIGINT;
  auds TEXT[]; streams TEXT[]; seqs BIGINT[]; hashes BYTEA[];
BEGIN
  SELECT g.position INTO place FROM gate g WHERE g.id = 1 FOR UPDATE;
  SELECT a.position INTO since FROM adopted a WHERE a.id = 1;
  INSERT INTO reader (desk, audience, until)
    SELECT DISTINCT split_part(l.prefix, '.', 1), u.audience, 0 FROM desk_login l, unnest(l.audiences) AS u (audience)
    WHERE u.audience NOT IN ('', '*') ON CONFLICT (desk, audience) DO NOTHING;
  IF since = place THEN
    RETURN;
  END IF;
  INSERT INTO member (case_id, audience, position)
    SELECT wd_case(e.case_id), f.audience, min(e.position)
    FROM event e JOIN feed f ON f.stream = e.stream AND f.seq = e.seq
    WHERE e.position > since AND f.audience <> '*' AND wd_case(e.case_id) IS NOT NULL
    GROUP BY wd_case(e.case_id), f.audience ON CONFLICT (case_id, audience) DO NOTHING;
  INSERT INTO party (case_id, desk, position)
    SELECT wd_case(e.case_id), wd_named(e.kind, e.case_id, e.line), min(e.position) FROM event e
    WHERE e.position > since AND wd_case(e.case_id) IS NOT NULL AND wd_named(e.kind, e.case_id, e.line) IS NOT NULL
    GROUP BY 1, 2 ON CONFLICT (case_id, desk) DO NOTHING;
  SELECT array_agg(s.audience), array_agg(s.stream), array_agg(s.seq), array_agg(decode(s.hash, 'hex'))
    INTO auds, streams, seqs, hashes
    FROM (
      SELECT m.audience, e.stream, e.seq, e.hash
      FROM member m JOIN event e ON substr(e.case_id, 1, 24) = m.case_id AND wd_case(e.case_id) = m.case_id
        LEFT JOIN feed f ON f.audience = m.audience AND f.stream = e.stream AND f.seq = e.seq
      WHERE f.n IS NULL ORDER BY m.audience, e.position
    ) AS s;
  PERFORM wd_append(auds, streams, seqs, hashes);
  UPDATE adopted SET position = place WHERE id = 1;
END $$;
