package io.nova.driver.state.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.spi.state.Kind;
import io.nova.spi.state.Rec;
import java.util.List;
import org.junit.jupiter.api.Test;

class DecodedCacheTest {

    record Thing(String name) {}

    /** The same kind as another revision of its bundle has it. */
    record NewThing(String name) {}

    private static final Kind<Thing> THING = new Kind<>("thing", Thing.class, thing -> List.of());
    private static final Kind<NewThing> NEW =
            new Kind<>("thing", NewThing.class, thing -> List.of());
    private static final int SIZE = stored("0", 1).length;

    private final DecodedCache cache = new DecodedCache(10L * SIZE);

    private static byte[] stored(String name, long version) {
        return Row.of(THING, name, new Thing(name), null).bytes(version);
    }

    private Rec<Thing> read(String name, long version) {
        return cache.rec(THING, "t", stored(name, version), 0);
    }

    private Thing readAt(int place) {
        return cache.rec(THING, "t" + place, stored("0", 1), 0).value();
    }

    @Test
    void decodesAVersionOnce() {
        assertSame(read("a", 1).value(), read("a", 1).value());
    }

    @Test
    void anotherVersionIsDecodedAnewInEitherDirection() {
        assertEquals("a", read("a", 1).value().name());
        Rec<Thing> later = read("b", 2);
        assertEquals("b", later.value().name());
        assertEquals(2, later.version());
        assertEquals("a", read("a", 1).value().name(), "an earlier view");
        assertEquals("b", read("b", 2).value().name());
    }

    @Test
    void anotherRevisionOfTheTypeHasValuesOfItsOwn() {
        read("a", 1);
        assertEquals("a", cache.rec(NEW, "t", stored("a", 1), 0).value().name());
        assertEquals("a", read("a", 1).value().name());
    }

    @Test
    void keepsNoMoreThanItMay() {
        for (int i = 0; i < 1000; i++) {
            readAt(i % 300);
            assertTrue(cache.size() <= 10L * SIZE);
        }
        cache.clear();
        assertEquals(0, cache.size());
        byte[] large = stored("x".repeat(20 * SIZE), 1);
        assertEquals(20 * SIZE, cache.rec(THING, "large", large, 0).value().name().length());
        assertTrue(cache.size() <= 10L * SIZE, "what does not fit is not kept");
    }

    @Test
    void whatIsAskedForAgainStaysLongerThanWhatIsNot() {
        Thing wanted = readAt(0);
        Thing unwanted = readAt(1);
        for (int i = 2; i < 100; i++) {
            assertSame(wanted, readAt(0));
            readAt(i);
        }
        assertSame(wanted, readAt(0));
        assertNotSame(unwanted, readAt(1));
    }
}
