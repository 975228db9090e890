-- The hall's bell: whoever moves a feed on says so on the channel windowdesk, with the department's name and nothing
-- else. Desks that listen then pull at once instead of a little later. It is a hint: nothing depends on its being heard,
-- and a full queue (a listener that sleeps in a transaction) must not keep anybody's lines from being taken.
CREATE FUNCTION wd_ring() RETURNS TRIGGER LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF pg_notification_queue_usage() < 0.5 THEN
    PERFORM pg_notify('windowdesk', NEW.audience);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER feed_moved AFTER INSERT OR UPDATE ON feed_head FOR EACH ROW EXECUTE FUNCTION wd_ring();
REVOKE ALL ON FUNCTION wd_ring() FROM PUBLIC;
