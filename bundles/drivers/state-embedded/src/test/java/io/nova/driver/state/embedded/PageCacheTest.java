package io.nova.driver.state.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Kind;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PageCacheTest {

    private static final Kind<String> THING = new Kind<>("thing", String.class, thing -> List.of());
    private static final IndexEntry HERE = IndexEntry.of("place", "here");
    private static final IndexEntry THERE = IndexEntry.of("place", "there");

    private final PageCache cache = new PageCache(10);

    private static List<String> ids(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }

    @Test
    void aPartIsKnownToWhomAsksForThatPart() {
        cache.keep(THING, HERE, "", 3, 0, ids(3));
        assertEquals(ids(3), cache.find(THING, HERE, "", 3, 0));
        assertNull(cache.find(THING, HERE, "", 4, 0));
        assertNull(cache.find(THING, HERE, "0", 3, 0));
        assertNull(cache.find(THING, THERE, "", 3, 0));
    }

    @Test
    void allThereAreIsKnownHoweverManyAreAskedFor() {
        cache.keep(THING, HERE, "", 4, 0, ids(3));
        assertEquals(ids(3), cache.find(THING, HERE, "", 2, 0));
        assertEquals(ids(3), cache.find(THING, HERE, "", 100, 0));
        assertNull(cache.find(THING, HERE, "0", 4, 0));
    }

    @Test
    void aChangeOfAnEntryLetsGoOfAllItsPartsAndOfNoOthers() {
        cache.keep(THING, HERE, "", 2, 0, ids(2));
        cache.keep(THING, HERE, "1", 2, 0, ids(2));
        cache.keep(THING, THERE, "", 2, 0, ids(2));
        cache.doubt(new Written.Entry("thing", HERE));
        assertNull(cache.find(THING, HERE, "", 2, 0));
        assertNull(cache.find(THING, HERE, "1", 2, 0));
        assertEquals(ids(2), cache.find(THING, THERE, "", 2, 0));
    }

    @Test
    void keepsNoMoreThanItHasRoomFor() {
        cache.keep(THING, HERE, "", 9, 0, ids(9));
        assertEquals(ids(9), cache.find(THING, HERE, "", 9, 0));
        cache.keep(THING, THERE, "", 1, 0, List.of());
        assertNull(cache.find(THING, HERE, "", 9, 0), "there was no room for both");
        assertEquals(List.of(), cache.find(THING, THERE, "", 1, 0));
        cache.keep(THING, HERE, "", 11, 0, ids(11));
        assertNull(cache.find(THING, HERE, "", 11, 0), "there never is room for so many");
    }

    @Test
    void whatIsLetGoLeavesRoomAgain() {
        for (int i = 0; i < 100; i++) {
            cache.keep(THING, HERE, "", 8, 0, ids(8));
            cache.doubt(new Written.Entry("thing", HERE));
        }
        cache.keep(THING, HERE, "", 3, 0, ids(3));
        cache.keep(THING, HERE, "", 3, 0, ids(3));
        cache.keep(THING, THERE, "", 3, 0, ids(3));
        assertEquals(ids(3), cache.find(THING, HERE, "", 3, 0));
        assertEquals(ids(3), cache.find(THING, THERE, "", 3, 0));
    }
}
