-- A desk whose disk died reads its own registers back, and closes those it will not write again. Its own only.

CREATE FUNCTION wd_register(told_stream TEXT, after BIGINT, most BIGINT) RETURNS TABLE (line TEXT)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off SET jit = off AS $$
BEGIN
  PERFORM wd_check(told_stream);
  RETURN QUERY SELECT e.line FROM event e
    WHERE e.stream = told_stream AND e.seq > after AND e.seq <= after + most ORDER BY e.seq;
END $$;

-- Whether the register was open until now; no row for one never told of.
CREATE FUNCTION wd_retire(told_stream TEXT) RETURNS TABLE (was_open BOOLEAN)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM wd_check(told_stream);
  SELECT s.closed = 0 INTO was_open FROM stream s WHERE s.stream = told_stream FOR UPDATE;
  IF FOUND THEN
    UPDATE stream s SET closed = 1 WHERE s.stream = told_stream AND s.closed = 0;
    RETURN NEXT;
  END IF;
END $$;

REVOKE ALL ON FUNCTION wd_register(TEXT, BIGINT, BIGINT), wd_retire(TEXT) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION wd_register(TEXT, BIGINT, BIGINT), wd_retire(TEXT) TO windowdesk_desk;
