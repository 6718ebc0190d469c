package io.nova.frontend.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.objectstore.StoreService;
import io.nova.model.RequestContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ObjectstoreCommandsTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final FakeSession session = new FakeSession();
    private final FakeStores stores = new FakeStores();

    private String status(boolean damages, boolean json) throws Exception {
        ObjectstoreStatusCommand command = new ObjectstoreStatusCommand();
        command.session = session;
        command.stores = stores;
        command.callers = new FakeDirectory();
        command.damages = damages;
        command.json = json;
        command.execute();
        return session.printed();
    }

    @Test
    void theStatusTellsWhereBytesAreAndMove() throws Exception {
        String text = status(false, false);
        assertTrue(text.contains("present, new bytes go there"), text);
        assertTrue(text.contains("its driver is not here, 5 MiB free"), text);
        assertTrue(text.matches("(?s).*migration step +copying.*moved MiB +3\\n.*"), text);
        assertTrue(text.matches("(?s).*missing +2\\n.*scrub ended +-.*"), text);
        String json = status(false, true);
        assertTrue(json.contains("\"migrationPercentOfStep\":42"), json);
    }

    @Test
    void damageIsToldWithWhatItIsPartOf() throws Exception {
        String json = status(true, true);
        assertTrue(
                json.matches(
                        "(?s).*\"blob\":\"00\",\"bucket\":\"b\",.*\"key\":\"k\",.*\"part\":3,"
                                + "\"store\":\"filesystem\",\"what\":\"damaged\".*"),
                json);
        assertTrue(json.endsWith("\"what\":\"missing\"}]" + System.lineSeparator()), json);
    }

    @Test
    void aMigrationAndAScrubAreBegun() throws Exception {
        ObjectstoreMigrateCommand migrate = new ObjectstoreMigrateCommand();
        migrate.session = session;
        migrate.stores = stores;
        migrate.callers = new FakeDirectory();
        migrate.driver = "s3";
        migrate.execute();
        ObjectstoreScrubCommand scrub = new ObjectstoreScrubCommand();
        scrub.session = session;
        scrub.stores = stores;
        scrub.callers = new FakeDirectory();
        scrub.execute();
        assertEquals(List.of("migrate s3", "scrub"), stores.asked);
    }

    private static final class FakeStores implements StoreService {

        private final List<String> asked = new ArrayList<>();

        @Override
        public List<Store> stores(RequestContext context) {
            return List.of(
                    new Store("s3", true, true, Optional.empty(), Optional.empty()),
                    new Store("filesystem", false, false, Optional.of(9L), Optional.of(5L << 20)));
        }

        @Override
        public void migrate(RequestContext context, String to) {
            asked.add("migrate " + to);
        }

        @Override
        public Optional<Migration> migration(RequestContext context) {
            return Optional.of(
                    new Migration("s3", "copying", 42, 7, 3 << 20, 1, NOON, Optional.empty()));
        }

        @Override
        public void scrub(RequestContext context) {
            asked.add("scrub");
        }

        @Override
        public Optional<Scrub> lastScrub(RequestContext context) {
            return Optional.of(new Scrub(9, 8, 7 << 20, 1, 2, 3, NOON, Optional.empty()));
        }

        @Override
        public List<Damage> damages(RequestContext context, int limit) {
            Optional<String> none = Optional.empty();
            return List.of(
                    new Damage(
                            "00", "filesystem", Optional.of("b"), Optional.of("k"), 3, NOON, NOON),
                    new Damage("01", "", none, none, 0, NOON, NOON));
        }
    }
}
