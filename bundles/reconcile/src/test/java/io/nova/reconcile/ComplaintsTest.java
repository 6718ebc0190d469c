package io.nova.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ComplaintsTest {

    private final Complaints complaints = new Complaints();

    @Test
    void theSameTroubleIsNewsOnceEvenAmongOthers() {
        assertTrue(complaints.isNews("a", "no disk"));
        assertTrue(complaints.isNews("a", "no network"));
        assertFalse(complaints.isNews("a", "no disk"));
        assertTrue(complaints.isNews("b", "no disk"));
    }

    @Test
    void itIsNewsAgainAfterTheKeyWasWell() {
        assertTrue(complaints.isNews("a", "no disk"));
        complaints.settled("a");
        assertTrue(complaints.isNews("a", "no disk"));
    }

    @Test
    void aKeyWithANewWordForEveryAttemptIsSilenced() {
        long told =
                IntStream.range(0, 1000)
                        .filter(i -> complaints.isNews("a", "waited " + i + " s"))
                        .count();
        assertEquals(10, told);
    }
}
