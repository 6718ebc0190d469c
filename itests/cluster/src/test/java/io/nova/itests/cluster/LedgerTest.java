package io.nova.itests.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LedgerTest {

    private final Ledger ledger = new Ledger();

    @Test
    void aLaunchThatNobodyAnsweredStaysOpen() {
        Ledger.Launch launch = new Ledger.Launch("ami-1", "zone");
        ledger.launching("one", launch);
        ledger.launching("two", launch);
        ledger.launching("three", launch);
        ledger.launched("one", "i-1");
        ledger.refused("three");
        assertEquals(Map.of("two", launch), ledger.openLaunches());
        assertEquals(Map.of("i-1", "running"), ledger.wanted());
        assertEquals(1, ledger.acknowledged());
    }

    @Test
    void whatWasAskedLastIsWantedAndUnsureUntilItIsAcknowledged() {
        ledger.launched("one", "i-1");
        ledger.asking("i-1", "stopped");
        assertEquals(Set.of("i-1"), ledger.unsure());
        ledger.done("i-1");
        assertEquals(Set.of(), ledger.unsure());
        assertEquals(Map.of("i-1", "stopped"), ledger.wanted());
    }

    @Test
    void anAddressThatIsGivenTwiceIsSeen() {
        ledger.allocated("192.0.2.1");
        assertThrows(AssertionError.class, () -> ledger.allocated("192.0.2.1"));
        ledger.released("192.0.2.1");
        ledger.allocated("192.0.2.1");
        assertEquals(Set.of("192.0.2.1"), ledger.addresses());
    }

    @Test
    void anObjectIsUnsureUntilItIsWritten() {
        ledger.writing("a");
        ledger.writing("b");
        ledger.wrote("a", "digest");
        assertEquals(Map.of("a", "digest"), ledger.objects());
        assertEquals(Set.of("b"), ledger.unsureObjects());
    }
}
