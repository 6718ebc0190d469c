package io.nova.testkit.state;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class HistoryTest {

    private final History history = new History();

    @Test
    void callsAtTheSameTimeMayBeInAnyOrder() {
        history.add(1, 10, read(5));
        history.add(2, 9, write(0, 5));
        history.add(3, 8, read(0));
        assertTrue(history.isLinearizable());
    }

    @Test
    void aReadAfterAWriteSeesIt() {
        history.add(1, 2, write(0, 5));
        history.add(3, 4, read(0));
        assertFalse(history.isLinearizable());
    }

    @Test
    void aVersionIsReplacedOnce() {
        history.add(1, 10, write(0, 5));
        history.add(2, 9, write(0, 6));
        assertFalse(history.isLinearizable());
    }

    @Test
    void aReadDoesNotGoBack() {
        history.add(1, 10, write(0, 5));
        history.add(2, 3, read(5));
        history.add(4, 5, read(0));
        assertFalse(history.isLinearizable());
    }

    private static History.Step read(long seen) {
        return write(seen, seen);
    }

    private static History.Step write(long before, long after) {
        return version -> version == before ? (Long) after : null;
    }
}
